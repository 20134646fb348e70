import { Effect, Schema } from "effect"
import { Bus, JobMessage, type JobRecord, Telemetry, type Topic } from "@tradetower/platform"

const encode = Schema.encodeSync(JobMessage)

const topics = {
  BACKTEST: "backtest-jobs",
  SWEEP: "sweep-jobs",
  DOWNLOAD: "candle-jobs"
} as const satisfies Record<JobRecord["kind"], Topic>

/** Sends a job, or a later part of one, to whoever does it. Sending the same part again changes nothing. */
export const sendJob = Effect.fnUntraced(function* (
  { id, kind, tenantId }: JobRecord,
  part: number,
  notBefore?: number
) {
  const bus = yield* Bus
  const telemetry = yield* Telemetry
  const traceparent = yield* telemetry.traceparent
  yield* bus.send(topics[kind], [
    {
      messageId: `${id}:${part}`,
      sessionId: id,
      subject: kind,
      body: encode({ tenantId, id, part }),
      properties: { tenantId, ...(traceparent !== undefined && { traceparent }) },
      ...(notBefore !== undefined && { notBefore })
    }
  ])
})
