BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0003');
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
	given_at BIGINT NOT NULL, counts BOOLEAN DEFAULT 1 NOT NULL, 
	CONSTRAINT pk_answer PRIMARY KEY (id), 
	CONSTRAINT fk_answer_learner_id FOREIGN KEY(learner_id) REFERENCES learner (id), 
	CONSTRAINT fk_answer_sitting_id_place FOREIGN KEY(sitting_id, place) REFERENCES item (sitting_id, place), 
	CONSTRAINT uq_answer_learner_id_token UNIQUE (learner_id, token)
);
INSERT INTO "answer" VALUES(1,3,'token-ada-0','exam','zMuUu_i9E42FnmypVV3hJg',0,'know_nothing',8556433732231570,'loss',1,2.30258509299404590109e+00,1,1.0,'[]',0,1700000000000,0);
CREATE TABLE attempt (
	id VARCHAR(64) NOT NULL, 
	count INTEGER NOT NULL, 
	since BIGINT NOT NULL, 
	CONSTRAINT pk_attempt PRIMARY KEY (id)
);
INSERT INTO "attempt" VALUES('89fdafe07e03b508788a8557b124225c130e4daba9786013f48dc2fccf39f91a',2,1700000000000);
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
INSERT INTO "classroom" VALUES(1,1,'7b','SFEZJF62',1700000000000);
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
INSERT INTO "item" VALUES('zMuUu_i9E42FnmypVV3hJg',0,'know_nothing',8556433732231570,'{"name": "know_nothing", "seed": 8556433732231570, "section": "loss", "level": 1, "kind": "number", "form": "number", "prompt": "<p>A classifier tells 10 digits apart. Before it has learned anything, all its logits are <span class=\"together\"><span class=\"math inline\"><math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"inline\"><mrow><mo>&#x02212;</mo><mn>2</mn></mrow></math></span>.</span> What is its cross-entropy?</p>\n<p>Three significant digits are enough.</p>\n", "figure": "", "hint": "What probability does every class get, the right one included?", "options": [], "unit": ""}','{"why": "<p>Every class gets <span class=\"together\"><span class=\"math inline\"><math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"inline\"><mrow><mn>1</mn><mo>&#x0002F;</mo><mn>10</mn></mrow></math></span>,</span> the right one, too: <span class=\"together\"><span class=\"math inline\"><math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"inline\"><mrow><mo>&#x02212;</mo><mi>log</mi><mo stretchy=\"false\">&#x00028;</mo><mn>1</mn><mo>&#x0002F;</mo><mn>10</mn><mo stretchy=\"false\">&#x00029;</mo><mo>&#x0003D;</mo><mi>log</mi><mn>10</mn><mo>&#x0003D;</mo><mn>2.30</mn></mrow></math></span>.</span> If a fresh network starts far above that, something is wrong with its start.</p>\n", "see": "?punishment.z1=0&punishment.z2=0&punishment.z3=0#what-a-loss-does", "answer": 2.302585092994046, "room": 0.010001, "shown": "2.30", "slips": [{"right": false, "why": "This is <span class=\"together\"><span class=\"math inline\"><math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"inline\"><mrow><mn>1</mn><mo>&#x02212;</mo><mn>1</mn><mo>&#x0002F;</mo><mn>10</mn></mrow></math></span>,</span> the share of wrong guesses. The loss takes the logarithm.", "misconception": "drops the logarithm", "see": null, "answer": 0.9, "room": 0.0010001}, {"right": false, "why": "This is the logarithm to base 10. Losses use the natural one.", "misconception": "takes another base of the logarithm", "see": null, "answer": 1.0, "room": 0.010001}, {"right": false, "why": "The loss is 0 only when the right class has all of the probability.", "misconception": "thinks that right costs nothing", "see": null, "answer": 0.0, "room": 0.0}]}');
INSERT INTO "item" VALUES('mc7BjYWktWWn84Pz4XkD1Q',0,'best_constant',4900545751808486,'{"name": "best_constant", "seed": 4900545751808486, "section": "loss", "level": 3, "kind": "single", "form": "choice", "prompt": "<p>Five houses in a street cost 4, 3, 2, 20, 7 hundred thousand euros. A model without inputs can only learn one price for all of them. Which one has the lowest MAE?</p>\n", "figure": "", "hint": "Where do the pulls of all the examples balance? How strong is each pull under this loss?", "options": ["7.2", "11", "4"], "unit": ""}','{"why": "<p>Under absolute error every value pulls equally hard, so they balance at the median, 4: two values above, two below. How far off the 20 lies does not matter.</p>\n", "see": "?punishment.show=mae#what-a-loss-does", "options": [{"right": false, "why": "This is the mean, where squared errors balance. The largest value has pulled it up.", "misconception": "swaps mean and median", "see": "?punishment.show=mae#what-a-loss-does"}, {"right": false, "why": "This lies half way between 2 and 20 and does not hear the other three at all. Its MAE is 7.4, against 4.4 at the best.", "misconception": "takes the middle of the range", "see": null}, {"right": true, "why": "Under absolute error every value pulls equally hard, so they balance at the median, 4: two values above, two below. How far off the 20 lies does not matter.", "misconception": null, "see": null}]}');
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
INSERT INTO "learner" VALUES(3,1,'Ada','$argon2id$v=19$m=64,t=1,p=1$cNJ6WeAd6N01kx07MmJjjw$rIvkMLCQGtvxvs0MUuJjoFe6cn4mzD5iydmHcocplhI',1700000000000,1700000000000,'ada','99a563ab2f6e21e96998f9fddd2a2bab82b70ac019579502b8d7fc0032ff62bb');
INSERT INTO "learner" VALUES(4,1,'Bob','$argon2id$v=19$m=64,t=1,p=1$0W5uSgAYPhV0nL83g4Fb+w$T5EiNjL0tipLebH0V+pye0DSmaXBkuog1x+VqH9NYuM',1700000000000,1700000000000,'bob','cd9fb1e148ccd8442e5aa74904cc73bf6fb54d1d54d333bd596aa9bb4bb4e961');
CREATE TABLE review (
	learner_id INTEGER NOT NULL, 
	template VARCHAR(80) NOT NULL, 
	card JSON NOT NULL, 
	due_at BIGINT NOT NULL, 
	CONSTRAINT pk_review PRIMARY KEY (learner_id, template), 
	CONSTRAINT fk_review_learner_id FOREIGN KEY(learner_id) REFERENCES learner (id)
);
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
INSERT INTO "session" VALUES('834e709e80e2c64d3381e88f6e16c077e80767e280cc3cbdcd6915c01fef5e7a',NULL,1,1700000000000,1700000000000);
INSERT INTO "session" VALUES('3ff423833790040aa286c586409904826c0c131a9b55d961d0d1e780c5b797a5',3,NULL,1700000000000,1700000000000);
INSERT INTO "session" VALUES('cc8a3489eeb59aa9adc35589102469eadcbe4fb6b76db8bf6fe5decfe30c2420',4,NULL,1700000000000,1700000000000);
CREATE TABLE setting (
	name VARCHAR(80) NOT NULL, 
	value VARCHAR(160) NOT NULL, 
	CONSTRAINT pk_setting PRIMARY KEY (name)
);
INSERT INTO "setting" VALUES('signing key','lMF3gwp0LAVWIQg6qnX4EgEUPIKxnu_IcK7J6yOWAvP0-3tkKENhA0naLdm925DO');
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
INSERT INTO "sitting" VALUES('zMuUu_i9E42FnmypVV3hJg',3,'trial','A trial',1700000000000,1700000600000,NULL);
INSERT INTO "sitting" VALUES('mc7BjYWktWWn84Pz4XkD1Q',4,'trial','A trial',1700000000000,1700000600000,1700000000000);
CREATE TABLE slip (
	learner_id INTEGER NOT NULL, 
	misconception VARCHAR(200) NOT NULL, 
	count INTEGER NOT NULL, 
	CONSTRAINT pk_slip PRIMARY KEY (learner_id, misconception), 
	CONSTRAINT fk_slip_learner_id FOREIGN KEY(learner_id) REFERENCES learner (id)
);
CREATE TABLE tally (
	learner_id INTEGER NOT NULL, 
	template VARCHAR(80) NOT NULL, 
	count INTEGER NOT NULL, 
	first_id INTEGER NOT NULL, 
	first_right BOOLEAN NOT NULL, 
	CONSTRAINT pk_tally PRIMARY KEY (learner_id, template), 
	CONSTRAINT fk_tally_learner_id FOREIGN KEY(learner_id) REFERENCES learner (id)
);
CREATE TABLE teacher (
	id INTEGER NOT NULL, 
	name VARCHAR(80) NOT NULL, 
	password_hash VARCHAR(160) NOT NULL, 
	created_at BIGINT NOT NULL, entry_hash VARCHAR(64), 
	CONSTRAINT pk_teacher PRIMARY KEY (id), 
	CONSTRAINT uq_teacher_name UNIQUE (name)
);
INSERT INTO "teacher" VALUES(1,'teacher','$argon2id$v=19$m=64,t=1,p=1$i/ljBjopxe2/4DzZCcvyNQ$XbFUhsbGdej+ZI3Uf8GYNzVdMK0ZMuhi0ozimsJL/Qg',1700000000000,NULL);
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
CREATE INDEX ix_sitting_ended_at_ends_at ON sitting (ended_at, ends_at);
CREATE INDEX ix_answer_learner_id_counts_template_id ON answer (learner_id, counts, template, id);
COMMIT;
