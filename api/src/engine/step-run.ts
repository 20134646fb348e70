import { Effect } from "effect"
import { type BotEvent, step, summarize } from "@tradetower/domain/bot"
import { type StepRecord, stepId } from "@tradetower/platform"
import type { Run } from "./run.ts"
import { RunBroken } from "./run-broken.ts"

/** A run one step on, and the document that records it. */
export interface Stepped {
  readonly run: Run
  readonly record: StepRecord
}

/**
 * Steps a run in memory; nothing is written and the run given stays as it was. `event` is what the record keeps.
 * Fails with `RunBroken` when the bot's own code does.
 */
export const stepRun = (run: Run, event: BotEvent, messageId: string): Effect.Effect<Stepped, RunBroken> =>
  Effect.try({
    try: () => {
      const { account, codecs, config } = run
      const seq = run.seq + 1
      const next = step(config, run.state, event)
      // A price, and a fill by it, may be from before what the run did meanwhile; its steps go one way.
      const at = Math.max(run.at, event.at)
      const record: StepRecord = {
        id: stepId(seq),
        tenantId: run.tenantId,
        botRunId: run.runId,
        botDefinitionId: run.botId,
        kind: "STEP",
        seq,
        at,
        ...account,
        venue: codecs.market.instrument.venue,
        symbol: codecs.market.instrument.symbol,
        messageId,
        event: codecs.encodeEvent(event),
        orders: next.orders.map(codecs.encodeAction),
        wake: codecs.encodeWake(next.wake),
        transitions: next.transitions,
        summary: summarize(config, next.state)
      }
      return { run: { ...run, state: next.state, seq, at }, record }
    },
    catch: (cause) =>
      new RunBroken({
        runId: run.runId,
        seq: run.seq + 1,
        message: `step ${run.seq + 1} (${event._tag}) failed: ${cause instanceof Error ? cause.message : String(cause)}`
      })
  })
