/**
 * How many times the usual number of trials are made: `TRADETOWER_TRIALS`, a whole number; 1 unless it is set. `0` leaves
 * out whole files of trials (`vitest.config.ts`).
 */
const times = Math.max(1, Math.trunc(Number(process.env["TRADETOWER_TRIALS"] ?? "1")) || 1)

/** How many trials a test makes whose usual number is given. */
export const budget = (usual: number): number => usual * times
