import type { RunSummary } from "@tradetower/domain/bot"

/** Who keeps a run's stop, and what of its orders waits, in sentences; undefined: there is nothing to say. */
export const protectionWords = ({
  heldBack = 0,
  protection
}: Pick<RunSummary, "heldBack" | "protection">): string | undefined => {
  const stop =
    protection === "DAY"
      ? "Protected at the broker until the close: a stop for a fraction of a share is for the day, and TradingTower places it anew for the next one."
      : protection === "BROKER"
        ? "Protected at the broker: its stop order rests there."
        : protection === "HERE"
          ? "Protected only while TradingTower runs: the broker takes no stop order beside its other orders, so the price is watched here."
          : ""
  const waiting =
    heldBack === 0
      ? ""
      : `${heldBack === 1 ? "1 order waits" : `${heldBack} orders wait`} here until the broker takes ${heldBack === 1 ? "it" : "them"}.`
  const words = [stop, waiting].filter((sentence) => sentence !== "").join(" ")
  return words === "" ? undefined : words
}
