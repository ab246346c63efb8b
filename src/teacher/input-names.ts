/**
 * What a teacher takes: values as the data has them, each column (or channel of images) with mean 0 and standard deviation 1, or
 * pixels from black to white in a range.
 */
export const teacherInputs = ['raw', 'standardized', '0..1', '-1..1', '0..255'] as const;
export type TeacherInput = (typeof teacherInputs)[number];
