import { logLine } from "./log-line.ts"
import type { LogEntry, Sink } from "./sink.ts"

/** How logs are written to the console: `json` for machines, `line` for people, `off` for tests. */
export type Logs = "json" | "line" | "off"

const lineOf = ({ at, attributes, level, message, span }: LogEntry, logs: "json" | "line"): string => {
  const date = new Date(at)
  return logs === "json"
    ? JSON.stringify({ at: date.toISOString(), level, message, traceId: span?.traceId, ...attributes })
    : logLine(date, level, message, attributes)
}

const isTrouble = ({ level }: LogEntry): boolean => level === "Error" || level === "Fatal" || level === "Warn"

/** Writes logs to the console. */
export const consoleSink = (logs: Logs): Sink => ({
  span: () => undefined,
  log: (entry) => {
    if (logs === "off") return
    const out = isTrouble(entry) ? process.stderr : process.stdout
    out.write(`${lineOf(entry, logs)}\n`)
  },
  count: () => undefined,
  gauge: () => undefined,
  alert: () => undefined
})
