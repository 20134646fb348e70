import { atom } from "nanostores"

/** The pair whose candles were imported just now, until the form above has chosen it. */
export const importedPair = atom<string | undefined>()
