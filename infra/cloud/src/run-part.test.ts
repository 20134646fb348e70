import { expect, it } from "@effect/vitest"
import { ConfigProvider, Effect } from "effect"
import { StoreUnavailable } from "@tradetower/platform"
import { azureSettings } from "@tradetower/platform/azure"
import { lackOf, refusalOf } from "./run-part.ts"
import { healthPort } from "./settings.ts"

const refused = (env: Readonly<Record<string, string>>) =>
  Effect.flip(Effect.andThen(healthPort, azureSettings)).pipe(
    Effect.provideService(ConfigProvider.ConfigProvider, ConfigProvider.fromEnvRecord(env)),
    Effect.map((why) => refusalOf("execution", why))
  )

it.effect("a setting that is missing or wrong is named, in one line", () =>
  Effect.gen(function* () {
    expect(yield* refused({})).toMatch(
      /^execution can't start: AZURE_\w+_ENDPOINT is missing or wrong \(.+\)\. .+azure\.md/
    )
    expect(yield* refused({ PORT: "x" })).toMatch(/^execution can't start: PORT is missing or wrong/)
    expect(refusalOf("execution", new Error("a fault of ours"))).toBeUndefined()
  })
)

it("what has to be deployed first is said in one line", () => {
  const away = (retryable: boolean) =>
    new StoreUnavailable({ container: "Leases", message: "read: there is no container Leases", retryable })
  expect(lackOf("realtime", away(false))).toBe("realtime can't go on: read: there is no container Leases")
  expect(lackOf("realtime", away(true))).toBeUndefined()
})
