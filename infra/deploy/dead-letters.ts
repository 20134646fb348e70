import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { Effect, Schema } from "effect"
import topics from "../resources/topics.json" with { type: "json" }
import { type Check, Wrong } from "./check.ts"

/** The namespace of the bus, as Azure's management sees it. */
export interface BusToAsk {
  readonly resourceGroup: string
  readonly name: string
}

const Subscriptions = Schema.fromJsonString(
  Schema.Array(
    Schema.Struct({ name: Schema.String, countDetails: Schema.Struct({ deadLetterMessageCount: Schema.Int }) })
  )
)
const readSubscriptions = Schema.decodeUnknownEffect(Subscriptions)
const run = promisify(execFile)

/** Longest wait for one answer of Azure's CLI, ms. */
const LONGEST = 120_000

const asked = Effect.fnUntraced(function* (bus: BusToAsk, topic: string) {
  const question = ["servicebus", "topic", "subscription", "list", "--resource-group", bus.resourceGroup]
  const about = ["--namespace-name", bus.name, "--topic-name", topic, "--only-show-errors", "--output", "json"]
  const { stdout } = yield* Effect.tryPromise({
    try: (signal) =>
      run("az", [...question, ...about], { signal, timeout: LONGEST, shell: process.platform === "win32" }),
    catch: (cause) => {
      if (cause instanceof Error && "code" in cause && cause.code === "ENOENT")
        return new Wrong({ why: "Azure's CLI (az), which is asked for them, is not here: install it", mayPass: false })
      const said = cause instanceof Error && "stderr" in cause ? String(cause.stderr).trim() : ""
      const why = said === "" ? String(cause instanceof Error ? cause.message : cause) : said
      return new Wrong({ why: `Azure's CLI could not ask ${topic}: ${why.slice(0, 500)}`, mayPass: true })
    }
  })
  const subscriptions = yield* readSubscriptions(stdout).pipe(
    Effect.mapError(() => new Wrong({ why: `Azure's CLI told no dead letters of ${topic}`, mayPass: false }))
  )
  return subscriptions.flatMap(({ countDetails: { deadLetterMessageCount: count }, name }) =>
    count === 0 ? [] : [`${count} in ${topic}/${name}`]
  )
})

/** Nothing was given up on the bus. Asks Azure's management through its CLI: Reader of the namespace is enough, no message is seen. */
export const deadLetters = (bus: BusToAsk): Check => ({
  what: "no message was given up",
  ask: Effect.gen(function* () {
    const found = (yield* Effect.forEach(Object.keys(topics), (topic) => asked(bus, topic))).flat()
    if (found.length > 0) return yield* new Wrong({ why: `dead letters: ${found.join(", ")}`, mayPass: false })
  })
})
