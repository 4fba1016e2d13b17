/** What `course/data/own_rule.py` writes. */
declare const data: {
  ideas: { label: string; text: string }[];
};
export default data;
