/** A delayed price is of so long ago, ms. */
export const DELAY = 900_000
