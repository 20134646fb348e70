import { useLost } from "./use-lost.ts"

/** How far what is shown reaches, ms: now, and without a connection when the server was last heard. */
export const knownNow = ({ heard, lost, now }: ReturnType<typeof useLost>): number => (lost ? (heard ?? now) : now)

/** The clock of what is shown, ticking: without a connection nothing goes on. `every`: ms. */
export const useKnownNow = (every: number): number => knownNow(useLost(every))
