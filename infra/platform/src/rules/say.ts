/** What went wrong, as a text. */
export const say = (error: unknown): string => (error instanceof Error ? error.message : String(error))
