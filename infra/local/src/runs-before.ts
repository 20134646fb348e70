import { Schema } from "effect"

/** What `supervise.mjs` tells a run of those before it. */
const RunsBefore = Schema.Struct({
  /** The port that screens know. */
  port: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 65_535 }))),
  /** Which market they had, where nothing on the command line says it: a restart is not to change it. */
  world: Schema.optionalKey(Schema.Literals(["LIVE", "SIMULATED"])),
  /** When they died (ms, UTC), oldest first; none when this is the first. */
  stoppedAt: Schema.Array(Schema.Int)
})
export type RunsBefore = typeof RunsBefore.Type

/** Reads TRADETOWER_BEFORE; nothing came before when it isn't set. Throws when it is not what `supervise.mjs` writes. */
export const runsBefore = (text: string | undefined): RunsBefore =>
  text === undefined ? { stoppedAt: [] } : Schema.decodeSync(Schema.fromJsonString(RunsBefore))(text)
