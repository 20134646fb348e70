/** Lets the page answer what was pressed meanwhile, and paint: between two pieces of work that need not be one. */
export const pause = (): Promise<void> => new Promise((resume) => setTimeout(resume))
