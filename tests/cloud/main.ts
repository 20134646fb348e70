import { execFileSync } from "node:child_process"
import { resolve } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { Effect } from "effect"
import { swaWithSignIn } from "@tradetower/local"
import { untilToldToEnd } from "@tradetower/local/until-told"
import { numberOf, readCommandLine, refuse } from "../../infra/command-line.mjs"
import { type Cloud, type PartName, partNames, startCloud } from "./cloud.ts"
import type { Running } from "./process.ts"

/**
 * `npm run cloud`: the whole distributed system on this machine: what plays Azure's services, each part in a process of
 * its own on Microsoft's clients, and the Static Web Apps CLI before them.
 */
const root = resolve(import.meta.dirname, "../..")
const { values } = readCommandLine({
  help: `The distributed system on this machine, with stand-ins for Azure's services, for as long as it runs.

  npm run cloud -- --simulate          a simulated market, without internet
  npm run cloud -- --port N            listen there (4280); the next free one when it is taken
  npm run cloud -- --show-environment  prints what the parts are told, to start one of them by hand
  npm run cloud -- --without PART      leaves that one to you: npm run start:azure -- --part ${partNames.join("|")}`,
  options: {
    simulate: { type: "boolean", default: false },
    port: { type: "string", default: "4280" },
    "show-environment": { type: "boolean", default: false },
    without: { type: "string", multiple: true, default: [] }
  }
})
const port = numberOf("port", values.port, 1, 65_535)
const isPart = (name: string): name is PartName => partNames.some((each) => each === name)
const without = values.without.map((name) =>
  isPart(name) ? name : refuse(`There is no part ${name}: choose from ${partNames.join(", ")}.`)
)
/** A part that ended is started again after so long, ms. */
const PAUSE_MS = 1_000

/** The words of a part that ended. */
const lastWords = ({ child, output }: Running): string =>
  `ended (${child.signalCode ?? child.exitCode}):\n${output().trim().slice(-2_000)}`

/** Starts a part again whenever it ends, as the platform does, until `stopping` says that it is meant. */
const keepRunning = async (cloud: Cloud, name: PartName, stopping: () => boolean): Promise<void> => {
  for (;;) {
    const part = cloud.parts.get(name)
    await part?.ended
    if (stopping()) return
    if (part !== undefined) console.error(`${name} ${lastWords(part)}`)
    await sleep(PAUSE_MS)
    if (stopping()) return
    await cloud.start(name).then(
      () => console.log(`${name} runs again, process ${cloud.parts.get(name)?.child.pid}`),
      // What it said is told by its end.
      () => undefined
    )
  }
}

const program = Effect.gen(function* () {
  // Live messages come from the hub's own port.
  execFileSync(process.execPath, ["infra/local/build.mjs"], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, TRADETOWER_HUB: "ws://127.0.0.1:*" }
  })
  console.log("Starting the services and the parts ...")
  let stopping = false
  const cloud = yield* Effect.acquireRelease(
    Effect.promise(() => startCloud({ without, env: { TRADETOWER_MARKET: values.simulate ? "simulated" : "live" } })),
    (running) => Effect.promise(running.stop)
  )
  yield* Effect.addFinalizer(() => Effect.sync(() => (stopping = true)))
  const url = yield* swaWithSignIn({ root, api: cloud.api, port })
  if (values["show-environment"]) {
    console.log("What the parts are told; the keys are the stand-ins' own and open nothing else:\n")
    for (const [name, value] of Object.entries(cloud.environment)) console.log(`export ${name}='${value}'`)
    console.log("")
  }
  console.log(`The distributed system runs at ${url}/ (Ctrl-C stops it)`)
  for (const [name, { child }] of [["services", cloud.services] as const, ...cloud.parts])
    console.log(`${name.padEnd(12)} process ${child.pid}`)
  for (const name of cloud.parts.keys()) void keepRunning(cloud, name, () => stopping)
  const lost = Effect.promise(() => cloud.services.ended).pipe(
    Effect.andThen(() => Effect.fail(new Error(`The services ${lastWords(cloud.services)}`)))
  )
  yield* Effect.raceFirst(untilToldToEnd, lost)
})
Effect.runPromise(Effect.scoped(program)).then(
  () => process.exit(0),
  (cause: unknown) => {
    console.error(cause instanceof Error ? cause.message : String(cause))
    process.exit(1)
  }
)
