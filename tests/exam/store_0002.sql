BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0002');
CREATE TABLE answer (
	id INTEGER NOT NULL, 
	learner_id INTEGER NOT NULL, 
	token VARCHAR(64) NOT NULL, 
	mode VARCHAR(16) NOT NULL, 
	sitting_id VARCHAR(64), 
	place INTEGER, 
	template VARCHAR(80) NOT NULL, 
	seed BIGINT NOT NULL, 
	section VARCHAR(32) NOT NULL, 
	level INTEGER NOT NULL, 
	response JSON NOT NULL, 
	"right" BOOLEAN NOT NULL, 
	credit FLOAT NOT NULL, 
	misconceptions JSON NOT NULL, 
	hinted BOOLEAN NOT NULL, 
	given_at BIGINT NOT NULL, 
	CONSTRAINT pk_answer PRIMARY KEY (id), 
	CONSTRAINT fk_answer_learner_id FOREIGN KEY(learner_id) REFERENCES learner (id), 
	CONSTRAINT fk_answer_sitting_id_place FOREIGN KEY(sitting_id, place) REFERENCES item (sitting_id, place), 
	CONSTRAINT uq_answer_learner_id_token UNIQUE (learner_id, token)
);
INSERT INTO "answer" VALUES(1,3,'token-first','exam','KvOLOLjB-IbKy5fa6hRn5Q',0,'which_loss_arrives',187214862843156,'loss',3,1,0,0.0,'["thinks a limited pull as fast"]',0,1700000000000);
INSERT INTO "answer" VALUES(2,3,'token-again','exam','KvOLOLjB-IbKy5fa6hRn5Q',0,'which_loss_arrives',187214862843156,'loss',3,0,1,1.0,'[]',0,1700000000000);
INSERT INTO "answer" VALUES(3,3,'token-other','exam','KvOLOLjB-IbKy5fa6hRn5Q',1,'best_constant',7615801528713557,'loss',3,1,1,1.0,'[]',0,1700000000000);
INSERT INTO "answer" VALUES(4,3,'token-taken-back','exam','KvOLOLjB-IbKy5fa6hRn5Q',1,'best_constant',7615801528713557,'loss',3,'null',0,0.0,'[]',0,1700000000000);
INSERT INTO "answer" VALUES(5,4,'token-bob','practice',NULL,NULL,'right_slot',5,'loss',1,0,0,0.0,'["reads the wrong slot"]',0,1700000000000);
INSERT INTO "answer" VALUES(6,4,'token-bob-again','practice',NULL,NULL,'right_slot',7,'loss',1,2,1,1.0,'[]',0,1700000000000);
CREATE TABLE attempt (
	id VARCHAR(64) NOT NULL, 
	count INTEGER NOT NULL, 
	since BIGINT NOT NULL, 
	CONSTRAINT pk_attempt PRIMARY KEY (id)
);
INSERT INTO "attempt" VALUES('a7cc481b6e572f1fcc4f6a7d66bc36e9b3478ec9ea2c0794069ba85d6e781b2f',0,1700000000000);
INSERT INTO "attempt" VALUES('37f5bf898d783f69fe76beeded685c25ddff6136515be3198473614c1ccba2df',0,1700000000000);
INSERT INTO "attempt" VALUES('cf1ec3cb8084ef0eb93652f83097f67e0855e94c93e32eb3bd4f3b5954a25c87',2,1700000000000);
INSERT INTO "attempt" VALUES('900847d7ec672c612cbb51e282d43a77c0b8dc5e054561f8b0288fb4ce731681',1,1700000300000);
INSERT INTO "attempt" VALUES('548ad6f57b7cb3bc41ba7a9650bd5be15f5bb55ed9c9b4feebd42a7ce1eae249',1,1700000300000);
INSERT INTO "attempt" VALUES('0412c8fff49b1166e70a7b7dab35b5f09f9ce362a27690d4ecfcb42a91d0627c',1,1700000300000);
CREATE TABLE classroom (
	id INTEGER NOT NULL, 
	teacher_id INTEGER NOT NULL, 
	name VARCHAR(80) NOT NULL, 
	join_code VARCHAR(64) NOT NULL, 
	created_at BIGINT NOT NULL, 
	CONSTRAINT pk_classroom PRIMARY KEY (id), 
	CONSTRAINT fk_classroom_teacher_id FOREIGN KEY(teacher_id) REFERENCES teacher (id), 
	CONSTRAINT uq_classroom_join_code UNIQUE (join_code)
);
INSERT INTO "classroom" VALUES(1,1,'7b','42PKCKT2',1700000000000);
CREATE TABLE item (
	sitting_id VARCHAR(64) NOT NULL, 
	place INTEGER NOT NULL, 
	template VARCHAR(80) NOT NULL, 
	seed BIGINT NOT NULL, 
	asked JSON NOT NULL, 
	"key" JSON NOT NULL, 
	CONSTRAINT pk_item PRIMARY KEY (sitting_id, place), 
	CONSTRAINT fk_item_sitting_id FOREIGN KEY(sitting_id) REFERENCES sitting (id)
);
INSERT INTO "item" VALUES('KvOLOLjB-IbKy5fa6hRn5Q',0,'which_loss_arrives',187214862843156,'{"name": "which_loss_arrives", "seed": 187214862843156, "section": "loss", "level": 3, "kind": "race", "form": "choice", "prompt": "<p>A prediction is 2.3 too high and follows the gradient of its own loss: 20 steps with <span class=\"math inline\"><math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"inline\"><mrow><mtext>lr</mtext><mo>&#x0003D;</mo><mn>0.1</mn></mrow></math></span>\u2060, once under squared error, once under absolute error and once under Huber\u2019s loss with <span class=\"math inline\"><math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"inline\"><mrow><mi>&#x003B4;</mi><mo>&#x0003D;</mo><mn>3</mn></mrow></math></span>\u2060. Under which is it closest to its target in the end?</p>\n", "figure": "", "hint": "Squared error takes off a share of the error at each step, absolute error always the same piece.", "options": ["squared error", "Huber\u2019s loss", "absolute error"], "unit": ""}','{"why": "<p>Under squared error each step multiplies the error by <span class=\"math inline\"><math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"inline\"><mrow><mn>0.8</mn></mrow></math></span>\u2060: after 20 it is 0.0265. Under Huber\u2019s loss each step takes at most <span class=\"math inline\"><math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"inline\"><mrow><mn>0.1</mn><mo>&#x000B7;</mo><mn>3</mn><mo>&#x0003D;</mo><mn>0.3</mn></mrow></math></span> off, and below an error of 3 multiplies it by <span class=\"math inline\"><math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"inline\"><mrow><mn>0.9</mn></mrow></math></span>\u2060: after 20 it is 0.280.</p>\n", "see": "?punishment.show=mse,mae,huber&punishment.delta=3&punishment.error=2.3#what-a-loss-does", "options": [{"right": true, "why": "Under squared error each step multiplies the error by <span class=\"math inline\"><math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"inline\"><mrow><mn>0.8</mn></mrow></math></span>\u2060: after 20 it is 0.0265. Under Huber\u2019s loss each step takes at most <span class=\"math inline\"><math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"inline\"><mrow><mn>0.1</mn><mo>&#x000B7;</mo><mn>3</mn><mo>&#x0003D;</mo><mn>0.3</mn></mrow></math></span> off, and below an error of 3 multiplies it by <span class=\"math inline\"><math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"inline\"><mrow><mn>0.9</mn></mrow></math></span>\u2060: after 20 it is 0.280.", "misconception": null, "see": null}, {"right": false, "why": "Under Huber\u2019s loss each step takes at most <span class=\"math inline\"><math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"inline\"><mrow><mn>0.1</mn><mo>&#x000B7;</mo><mn>3</mn><mo>&#x0003D;</mo><mn>0.3</mn></mrow></math></span> off, and below an error of 3 multiplies it by <span class=\"math inline\"><math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"inline\"><mrow><mn>0.9</mn></mrow></math></span>\u2060: after 20 it is 0.280. Under squared error each step multiplies the error by <span class=\"math inline\"><math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"inline\"><mrow><mn>0.8</mn></mrow></math></span>\u2060: after 20 it is 0.0265.", "misconception": "thinks a limited pull as fast", "see": null}, {"right": false, "why": "Under absolute error each step takes 0.1 off, however large the error is: after 20 it is 0.3. Under squared error each step multiplies the error by <span class=\"math inline\"><math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"inline\"><mrow><mn>0.8</mn></mrow></math></span>\u2060: after 20 it is 0.0265.", "misconception": "thinks a limited pull as fast", "see": null}]}');
INSERT INTO "item" VALUES('KvOLOLjB-IbKy5fa6hRn5Q',1,'best_constant',7615801528713557,'{"name": "best_constant", "seed": 7615801528713557, "section": "loss", "level": 3, "kind": "single", "form": "choice", "prompt": "<p>Five houses in a street cost 6, 4, 16, 3, 2 hundred thousand euros. A model without inputs can only learn one price for all of them. Which one has the lowest MSE?</p>\n", "figure": "", "hint": "Where do the pulls of all the examples balance? How strong is each pull under this loss?", "options": ["4", "6.2", "9"], "unit": ""}','{"why": "<p>A squared error pulls in proportion to its size, and the pulls balance at the mean, <span class=\"math inline\"><math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"inline\"><mrow><mo stretchy=\"false\">&#x00028;</mo><mn>2</mn><mo>&#x0002B;</mo><mn>3</mn><mo>&#x0002B;</mo><mn>4</mn><mo>&#x0002B;</mo><mn>6</mn><mo>&#x0002B;</mo><mn>16</mn><mo stretchy=\"false\">&#x00029;</mo><mo>&#x0002F;</mo><mn>5</mn><mo>&#x0003D;</mo><mn>6.2</mn></mrow></math></span>\u2060. The 16 draws it far up.</p>\n", "see": "?punishment.show=mse#what-a-loss-does", "options": [{"right": false, "why": "This is the median, where as many values lie above as below. Absolute error would ask for it.", "misconception": "swaps mean and median", "see": "?punishment.show=mse#what-a-loss-does"}, {"right": true, "why": "A squared error pulls in proportion to its size, and the pulls balance at the mean, <span class=\"math inline\"><math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"inline\"><mrow><mo stretchy=\"false\">&#x00028;</mo><mn>2</mn><mo>&#x0002B;</mo><mn>3</mn><mo>&#x0002B;</mo><mn>4</mn><mo>&#x0002B;</mo><mn>6</mn><mo>&#x0002B;</mo><mn>16</mn><mo stretchy=\"false\">&#x00029;</mo><mo>&#x0002F;</mo><mn>5</mn><mo>&#x0003D;</mo><mn>6.2</mn></mrow></math></span>\u2060. The 16 draws it far up.", "misconception": null, "see": null}, {"right": false, "why": "This lies half way between 2 and 16 and does not hear the other three at all. Its MSE is 33.6, against 25.76 at the best.", "misconception": "takes the middle of the range", "see": null}]}');
INSERT INTO "item" VALUES('KvOLOLjB-IbKy5fa6hRn5Q',2,'accuracy_or_loss',8313788499101287,'{"name": "accuracy_or_loss", "seed": 8313788499101287, "section": "loss", "level": 4, "kind": "single", "form": "choice", "prompt": "<p>Two yes-or-no classifiers answer the same four examples. This is the probability that each gave to what was true. A: 0.95, 0.9, 0.02, 0.85; B: 0.55, 0.45, 0.6, 0.4. Which is more accurate, and which has the lower cross-entropy?</p>\n", "figure": "", "hint": "Accuracy asks only whether <span class=\"math inline\"><math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"inline\"><mrow><mi>p</mi></mrow></math></span> is above one half. Cross-entropy is hurt most by the smallest <span class=\"math inline\"><math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"inline\"><mrow><mi>p</mi></mrow></math></span>\u2060.", "options": ["A is better in both", "B is better in both", "A is more accurate, B has the lower loss", "B is more accurate, A has the lower loss"], "unit": ""}','{"why": "<p>A is right on 3 of 4 and B on 2, and the loss is 1.06 for A and 0.706 for B. One answer that is surely wrong, at 0.02, costs A more than all its hits have saved.</p>\n", "see": null, "options": [{"right": false, "why": "The accuracy is right, the loss is not: the loss is 1.06 for A and 0.706 for B.", "misconception": "counts hits instead of reading the loss", "see": null}, {"right": false, "why": "The loss is right, the accuracy is not: A is right on 3 of 4 and B on 2.", "misconception": "takes sureness for accuracy", "see": null}, {"right": true, "why": "A is right on 3 of 4 and B on 2, and the loss is 1.06 for A and 0.706 for B. One answer that is surely wrong, at 0.02, costs A more than all its hits have saved.", "misconception": null, "see": null}, {"right": false, "why": "Both are the other way round: A is right on 3 of 4 and B on 2, and the loss is 1.06 for A and 0.706 for B.", "misconception": "takes sureness for accuracy", "see": null}]}');
INSERT INTO "item" VALUES('isRQ3TSOiWJcbCuc9pCsfg',0,'outlier_share',614177374734921,'{"name": "outlier_share", "seed": 614177374734921, "section": "loss", "level": 2, "kind": "number", "form": "number", "prompt": "<p>5 predictions are off by 2 each, and one is off by 8. What share of their MSE does that one make up, in per cent?</p>\n", "figure": "", "hint": "What does each of the errors cost, and what do they cost together?", "options": [], "unit": "%"}','{"why": "<p>It costs <span class=\"math inline\"><math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"inline\"><mrow><msup><mn>8</mn><mn>2</mn></msup></mrow></math></span>\u2060, and all together <span class=\"math inline\"><math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"inline\"><mrow><mn>5</mn><mo>&#x000B7;</mo><msup><mn>2</mn><mn>2</mn></msup><mo>&#x0002B;</mo><msup><mn>8</mn><mn>2</mn></msup><mo>&#x0003D;</mo><mn>84</mn></mrow></math></span>\u2060: 76.2%. Squaring lets one voice fill the room.</p>\n", "see": "?punishment.show=mse,mae&punishment.error=4#what-a-loss-does", "answer": 76.19047619047619, "room": 0.7619047619047619, "shown": "76.2%", "slips": [{"right": false, "why": "This is its share of the MAE, which squares nothing.", "misconception": "forgets the square", "see": null, "answer": 44.44444444444444}, {"right": false, "why": "It is one of 6 examples, but examples do not pay alike: the larger the error, the more.", "misconception": "gives every example the same voice", "see": null, "answer": 16.666666666666668}]}');
INSERT INTO "item" VALUES('isRQ3TSOiWJcbCuc9pCsfg',1,'logits_to_loss',2128941746661142,'{"name": "logits_to_loss", "seed": 2128941746661142, "section": "loss", "level": 2, "kind": "number", "form": "number", "prompt": "<p>A classifier\u2019s logits are <span class=\"math inline\"><math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"inline\"><mrow><mi>z</mi><mo>&#x0003D;</mo><mo stretchy=\"false\">&#x00028;</mo><mn>2</mn><mo>&#x0002C;</mo><mn>0</mn><mo>&#x0002C;</mo><mn>3</mn><mo stretchy=\"false\">&#x00029;</mo></mrow></math></span>\u2060, and the second class is the right one. What is the cross-entropy of this example, to two digits or more?</p>\n", "figure": "", "hint": "The exponential of each logit, its share of their sum, and minus the logarithm of the right class\u2019s share.", "options": [], "unit": ""}','{"why": "<p>The exponentials are <span class=\"math inline\"><math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"inline\"><mrow><mn>7.389</mn></mrow></math></span>\u2060, <span class=\"math inline\"><math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"inline\"><mrow><mn>1.000</mn></mrow></math></span>\u2060, <span class=\"math inline\"><math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"inline\"><mrow><mn>20.086</mn></mrow></math></span>\u2060, together <span class=\"math inline\"><math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"inline\"><mrow><mn>28.475</mn></mrow></math></span>\u2060. The right class gets <span class=\"math inline\"><math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"inline\"><mrow><mi>p</mi><mo>&#x0003D;</mo><mn>0.0351</mn></mrow></math></span>\u2060, and <span class=\"math inline\"><math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"inline\"><mrow><mo>&#x02212;</mo><mi>log</mi><mn>0.0351</mn><mo>&#x0003D;</mo><mn>3.35</mn></mrow></math></span>\u2060.</p>\n", "see": "?punishment.z1=2&punishment.z2=0&punishment.z3=3&punishment.correct=1#what-a-loss-does", "answer": 3.3490122167681866, "room": 0.06698024433536373, "shown": "3.35", "slips": [{"right": false, "why": "This is <span class=\"math inline\"><math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"inline\"><mrow><mo>&#x02212;</mo><mi>log</mi><mn>0.705</mn></mrow></math></span>\u2060, the third class\u2019s. The second is the right one.", "misconception": "reads the wrong slot", "see": "?punishment.z1=2&punishment.z2=0&punishment.z3=3&punishment.correct=1#what-a-loss-does", "answer": 0.3490122167681865}, {"right": false, "why": "This is the right class\u2019s probability. The loss is minus its logarithm.", "misconception": "drops the logarithm", "see": "?punishment.z1=2&punishment.z2=0&punishment.z3=3&punishment.correct=1#what-a-loss-does", "answer": 0.03511902695933972}]}');
INSERT INTO "item" VALUES('isRQ3TSOiWJcbCuc9pCsfg',2,'which_loss_arrives',5396011233763076,'{"name": "which_loss_arrives", "seed": 5396011233763076, "section": "loss", "level": 3, "kind": "race", "form": "choice", "prompt": "<p>A prediction is 20 too high and follows the gradient of its own loss: 20 steps with <span class=\"math inline\"><math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"inline\"><mrow><mtext>lr</mtext><mo>&#x0003D;</mo><mn>0.02</mn></mrow></math></span>\u2060, once under squared error, once under absolute error and once under Huber\u2019s loss with <span class=\"math inline\"><math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"inline\"><mrow><mi>&#x003B4;</mi><mo>&#x0003D;</mo><mn>2</mn></mrow></math></span>\u2060. Under which is it closest to its target in the end?</p>\n", "figure": "", "hint": "Squared error takes off a share of the error at each step, absolute error always the same piece.", "options": ["absolute error", "Huber\u2019s loss", "squared error"], "unit": ""}','{"why": "<p>Under squared error each step multiplies the error by <span class=\"math inline\"><math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"inline\"><mrow><mn>0.96</mn></mrow></math></span>\u2060: after 20 it is 8.84. Under Huber\u2019s loss each step takes at most <span class=\"math inline\"><math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"inline\"><mrow><mn>0.02</mn><mo>&#x000B7;</mo><mn>2</mn><mo>&#x0003D;</mo><mn>0.04</mn></mrow></math></span> off, and below an error of 2 multiplies it by <span class=\"math inline\"><math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"inline\"><mrow><mn>0.98</mn></mrow></math></span>\u2060: after 20 it is 19.2.</p>\n", "see": "?punishment.show=mse,mae,huber&punishment.delta=2&punishment.error=5#what-a-loss-does", "options": [{"right": false, "why": "Under absolute error each step takes 0.02 off, however large the error is: after 20 it is 19.6. Under squared error each step multiplies the error by <span class=\"math inline\"><math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"inline\"><mrow><mn>0.96</mn></mrow></math></span>\u2060: after 20 it is 8.84.", "misconception": "thinks a limited pull as fast", "see": null}, {"right": false, "why": "Under Huber\u2019s loss each step takes at most <span class=\"math inline\"><math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"inline\"><mrow><mn>0.02</mn><mo>&#x000B7;</mo><mn>2</mn><mo>&#x0003D;</mo><mn>0.04</mn></mrow></math></span> off, and below an error of 2 multiplies it by <span class=\"math inline\"><math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"inline\"><mrow><mn>0.98</mn></mrow></math></span>\u2060: after 20 it is 19.2. Under squared error each step multiplies the error by <span class=\"math inline\"><math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"inline\"><mrow><mn>0.96</mn></mrow></math></span>\u2060: after 20 it is 8.84.", "misconception": "thinks a limited pull as fast", "see": null}, {"right": true, "why": "Under squared error each step multiplies the error by <span class=\"math inline\"><math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"inline\"><mrow><mn>0.96</mn></mrow></math></span>\u2060: after 20 it is 8.84. Under Huber\u2019s loss each step takes at most <span class=\"math inline\"><math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"inline\"><mrow><mn>0.02</mn><mo>&#x000B7;</mo><mn>2</mn><mo>&#x0003D;</mo><mn>0.04</mn></mrow></math></span> off, and below an error of 2 multiplies it by <span class=\"math inline\"><math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"inline\"><mrow><mn>0.98</mn></mrow></math></span>\u2060: after 20 it is 19.2.", "misconception": null, "see": null}]}');
CREATE TABLE learner (
	id INTEGER NOT NULL, 
	classroom_id INTEGER, 
	name VARCHAR(80) NOT NULL, 
	code_hash VARCHAR(160), 
	created_at BIGINT NOT NULL, 
	seen_at BIGINT, folded VARCHAR(80), joined_with VARCHAR(64), 
	CONSTRAINT pk_learner PRIMARY KEY (id), 
	CONSTRAINT fk_learner_classroom_id FOREIGN KEY(classroom_id) REFERENCES classroom (id), 
	CONSTRAINT uq_learner_classroom_id_name UNIQUE (classroom_id, name)
);
INSERT INTO "learner" VALUES(1,NULL,'you',NULL,1700000000000,NULL,NULL,NULL);
INSERT INTO "learner" VALUES(2,NULL,'teacher',NULL,1700000000000,NULL,NULL,NULL);
INSERT INTO "learner" VALUES(3,1,'Ada','$argon2id$v=19$m=19456,t=2,p=1$aX0pAZWke27YQyRlfE8J0Q$iAHTIJyoLMdT4rWLZ+YEro3N90u+R3SNtz4zHoxT20A',1700000000000,1700000000000,'ada','99a563ab2f6e21e96998f9fddd2a2bab82b70ac019579502b8d7fc0032ff62bb');
INSERT INTO "learner" VALUES(4,1,'Bob','$argon2id$v=19$m=19456,t=2,p=1$MKk4J3uSPTmah7euuwDB3g$xXxiaVIjF5rd+tFkEcdGCUF4EQz4mCyz9ED3bo+3p+Q',1700000000000,1700000000000,'bob','cd9fb1e148ccd8442e5aa74904cc73bf6fb54d1d54d333bd596aa9bb4bb4e961');
CREATE TABLE review (
	learner_id INTEGER NOT NULL, 
	template VARCHAR(80) NOT NULL, 
	card JSON NOT NULL, 
	due_at BIGINT NOT NULL, 
	CONSTRAINT pk_review PRIMARY KEY (learner_id, template), 
	CONSTRAINT fk_review_learner_id FOREIGN KEY(learner_id) REFERENCES learner (id)
);
INSERT INTO "review" VALUES(4,'right_slot','{"card_id": 1795890637831, "state": 2, "step": null, "stability": 0.24668918777567272, "difficulty": 6.402115069296838, "due": "2023-11-15T22:13:20+00:00", "last_review": "2023-11-14T22:13:20+00:00"}',1700086400000);
CREATE TABLE session (
	id VARCHAR(64) NOT NULL, 
	learner_id INTEGER, 
	teacher_id INTEGER, 
	created_at BIGINT NOT NULL, 
	seen_at BIGINT NOT NULL, 
	CONSTRAINT pk_session PRIMARY KEY (id), 
	CONSTRAINT fk_session_learner_id FOREIGN KEY(learner_id) REFERENCES learner (id), 
	CONSTRAINT fk_session_teacher_id FOREIGN KEY(teacher_id) REFERENCES teacher (id)
);
INSERT INTO "session" VALUES('f6b951e7f689868ce54443073019ffc924040234543013eed586168f3edcfa36',NULL,1,1700000000000,1700000000000);
INSERT INTO "session" VALUES('277707ed158b772a546213a1868f73606fef5aacabcd564baa0d8f481e98c885',3,NULL,1700000000000,1700000000000);
INSERT INTO "session" VALUES('1d92549655a2f6f62d5d00b59a6a473ba346e8a517635fd9eaf582edf2db83ec',4,NULL,1700000000000,1700000000000);
CREATE TABLE setting (
	name VARCHAR(80) NOT NULL, 
	value VARCHAR(160) NOT NULL, 
	CONSTRAINT pk_setting PRIMARY KEY (name)
);
INSERT INTO "setting" VALUES('signing key','Qh9Ug0P_cHhS0lbs-ED74MT5ekBr-jr_kKDG3iec3hs3EAZAB24E7_S7Sr_bp1hx');
CREATE TABLE sitting (
	id VARCHAR(64) NOT NULL, 
	learner_id INTEGER NOT NULL, 
	blueprint VARCHAR(80) NOT NULL, 
	title VARCHAR(200) NOT NULL, 
	started_at BIGINT NOT NULL, 
	ends_at BIGINT NOT NULL, 
	ended_at BIGINT, 
	CONSTRAINT pk_sitting PRIMARY KEY (id), 
	CONSTRAINT fk_sitting_learner_id FOREIGN KEY(learner_id) REFERENCES learner (id)
);
INSERT INTO "sitting" VALUES('KvOLOLjB-IbKy5fa6hRn5Q',3,'trial','A trial',1700000000000,1700000600000,NULL);
INSERT INTO "sitting" VALUES('isRQ3TSOiWJcbCuc9pCsfg',4,'trial','A trial',1700000300000,1700000900000,NULL);
CREATE TABLE teacher (
	id INTEGER NOT NULL, 
	name VARCHAR(80) NOT NULL, 
	password_hash VARCHAR(160) NOT NULL, 
	created_at BIGINT NOT NULL, entry_hash VARCHAR(64), 
	CONSTRAINT pk_teacher PRIMARY KEY (id), 
	CONSTRAINT uq_teacher_name UNIQUE (name)
);
INSERT INTO "teacher" VALUES(1,'teacher','$argon2id$v=19$m=19456,t=2,p=1$EU+g7Nz2sMJ4VBtVHLNkoQ$E3w9Xce0Ne4xsuIQyE/qlGQdh7bWcI+h+3Y25J0W+zg',1700000000000,NULL);
CREATE TABLE teacher_learner (
	teacher_id INTEGER NOT NULL, 
	learner_id INTEGER NOT NULL, 
	CONSTRAINT pk_teacher_learner PRIMARY KEY (teacher_id), 
	CONSTRAINT fk_teacher_learner_teacher_id FOREIGN KEY(teacher_id) REFERENCES teacher (id), 
	CONSTRAINT fk_teacher_learner_learner_id FOREIGN KEY(learner_id) REFERENCES learner (id)
);
INSERT INTO "teacher_learner" VALUES(1,2);
CREATE INDEX ix_classroom_teacher_id ON classroom (teacher_id);
CREATE INDEX ix_learner_classroom_id ON learner (classroom_id);
CREATE INDEX ix_review_learner_id_due_at ON review (learner_id, due_at);
CREATE INDEX ix_sitting_learner_id ON sitting (learner_id);
CREATE INDEX ix_answer_learner_id_given_at ON answer (learner_id, given_at);
CREATE INDEX ix_answer_sitting_id_place ON answer (sitting_id, place);
CREATE INDEX ix_answer_template ON answer (template);
CREATE UNIQUE INDEX ix_teacher_entry_hash ON teacher (entry_hash);
CREATE INDEX ix_learner_folded ON learner (folded);
CREATE UNIQUE INDEX ix_learner_classroom_id_folded ON learner (classroom_id, folded);
CREATE INDEX ix_session_learner_id ON session (learner_id);
CREATE INDEX ix_session_teacher_id ON session (teacher_id);
CREATE INDEX ix_attempt_since ON attempt (since);
COMMIT;
