import { Effect } from "effect"
import type { BotCommand } from "@tradetower/domain/messages"
import type { Breach, RiskLimits } from "@tradetower/domain/risk"
import type { Bus, BusUnavailable, OutgoingMessage } from "@tradetower/platform"
import { tellBots } from "../bot-commands.ts"
import type { HeldRun } from "./holdings.ts"

const command = (breach: Breach, onBreach: RiskLimits["onBreach"], run: HeldRun): BotCommand => {
  const address = addressOf(run)
  const reason = `Risk limit: ${breach.message}.`
  return onBreach === "PAUSE"
    ? { _tag: "Pause", ...address, reason }
    : { _tag: "Stop", ...address, closure: "CLOSE_POSITIONS", reason }
}

/** Pauses or closes the runs a limit that was met concerns, in the risk engine's name (RISK-23). */
export const react = (
  breach: Breach,
  onBreach: RiskLimits["onBreach"],
  runs: ReadonlyArray<HeldRun>,
  now: number
): Effect.Effect<void, never, Bus> => tell(runs, `${breach.limit}:${now}`, (run) => command(breach, onBreach, run))

/** Pauses runs in the risk engine's name, for a reason in words; `name` is told apart from any other pause of theirs. */
export const pause = (runs: ReadonlyArray<HeldRun>, name: string, reason: string): Effect.Effect<void, never, Bus> =>
  tell(runs, name, (run) => ({ _tag: "Pause", ...addressOf(run), reason }))

const addressOf = ({ botId, runId, tenantId }: HeldRun) => ({ tenantId, botId, runId, actor: "RISK_ENGINE" as const })

const tell = (
  runs: ReadonlyArray<HeldRun>,
  name: string,
  commandOf: (run: HeldRun) => BotCommand
): Effect.Effect<void, never, Bus> => {
  const messages = runs.map((run): OutgoingMessage => {
    const body = commandOf(run)
    return {
      messageId: `risk:${run.runId}:${name}`,
      sessionId: run.botId,
      subject: body._tag,
      body,
      properties: { tenantId: run.tenantId }
    }
  })
  const batches: Array<ReadonlyArray<OutgoingMessage>> = []
  for (let from = 0; from < messages.length; from += BATCH) batches.push(messages.slice(from, from + BATCH))
  return Effect.forEach(batches, (batch) => tellBots(batch), { discard: true }).pipe(
    Effect.catch((error: BusUnavailable) => Effect.logError("bots could not be told by the risk engine", error))
  )
}

/** Most messages sent to the bus in one go. */
const BATCH = 100
