/** What `course/settings/` says of one panel: a record for each setting, of the kinds of `lib/settings/judge.js`. */

declare const schema: Record<string, any>;
export default schema;
