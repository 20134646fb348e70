import { Effect, Schema } from "effect"
import { TenantId } from "@tradetower/domain/ids"
import { container, Store } from "../../index.ts"
import { embeddedPlatform } from "../index.ts"

/** Writes documents without end and says the id of each that was answered, until it is killed. */
const Notes = container("Notifications", Schema.Struct({ id: Schema.String, tenantId: TenantId, text: Schema.String }))
const [folder = "", configFolder = ""] = process.argv.slice(2)

const write = Effect.gen(function* () {
  const store = yield* Store
  for (let i = 0; ; i++) {
    const ids = Array.from({ length: 5 }, (_, k) => `n${i}-${k}`)
    yield* Effect.forEach(
      ids,
      (id) => store.create(Notes, { id, tenantId: TenantId.make("ada"), text: "x".repeat(500) }),
      { concurrency: "unbounded" }
    )
    process.stdout.write(`${ids.join("\n")}\n`)
  }
})

void Effect.runPromise(Effect.provide(write, embeddedPlatform({ folder, configFolder, telemetry: { logs: "off" } })))
