/** What was found out about a teacher before trees learn from it, one line for people. */
export interface TeacherCheck {
  readonly name: 'classes' | 'answers' | 'accuracy' | 'class order' | 'baseline';
  /** `false`: a warning. */
  readonly passed: boolean;
  readonly text: string;
}

/** `97.31 %` */
export function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
