/** What `course/data/styles.py` says. */

/** How a line is drawn: a CSS class that sets `color`, a dash array, and a marker. */
export interface Style {
  ink: string;
  dash: string;
  shape: string;
}

declare const data: {
  rules: Record<string, Style>;
  schedules: Record<string, Style>;
  losses: Record<string, Style>;
  /** By a marker's name: corners, the turn of the first, how far they are from the middle, and for a star those between. */
  outlines: Record<string, [number, number, number, number]>;
};
export default data;
