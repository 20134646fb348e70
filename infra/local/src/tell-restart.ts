import { tellEverybody } from "./tell-everybody.ts"

const words = (stoppedAt: number): string => {
  const time = new Date(stoppedAt).toTimeString().slice(0, 5)
  return `TradingTower stopped at ${time} and was started again. Bots go on where they were.`
}

/** Tells that the system died at these times (ms, UTC) and runs again. */
export const tellRestart = (stoppedAt: ReadonlyArray<number>) =>
  tellEverybody(stoppedAt.map((at) => ({ id: `stopped:${at}`, action: "system.restart", text: words(at) })))
