import { readFileSync } from "node:fs"
import { Config, ConfigProvider, Effect } from "effect"
import { expect, it } from "@effect/vitest"
import { azureSettings } from "@tradetower/platform/azure"
import { functionsPort, healthPort, marketChoice, realtimeSettings } from "./settings.ts"

const answers: Readonly<Record<string, string>> = {
  PORT: "1",
  FUNCTIONS_PORT: "1",
  TRADETOWER_MARKET: "live",
  TRADETOWER_EXECUTION_SHARES: "3",
  TRADETOWER_REALTIME_SHARES: "2",
  WEBPUBSUB_TIER: "standard",
  WEBPUBSUB_UNITS: "5"
}

it.effect("docs/azure.md lists every variable that a part reads, and no other", () =>
  Effect.gen(function* () {
    const read = new Set<string>()
    const everySetting = Config.all([azureSettings, healthPort, functionsPort, marketChoice, realtimeSettings])
    yield* everySetting.parse(
      ConfigProvider.make(([name]) => {
        read.add(String(name))
        return Effect.succeed(ConfigProvider.makeValue(answers[String(name)] ?? "true"))
      })
    )
    const page = readFileSync(new URL("../../../docs/azure.md", import.meta.url), "utf8")
    const listed = page.matchAll(/^\| `([A-Z_]+)`/gm).map(([, name]) => name)
    expect(new Set(listed)).toEqual(read)
  })
)

it.effect("each unit of Web PubSub's Standard tier brings its million messages a day", () =>
  Effect.gen(function* () {
    const settingsOf = (env: Record<string, string>) => realtimeSettings.parse(ConfigProvider.fromUnknown(env))
    expect((yield* settingsOf({ WEBPUBSUB_TIER: "standard" })).dailyQuota).toBe(1_000_000)
    expect((yield* settingsOf({ WEBPUBSUB_TIER: "standard", WEBPUBSUB_UNITS: "5" })).dailyQuota).toBe(5_000_000)
    expect((yield* settingsOf({ WEBPUBSUB_UNITS: "5" })).dailyQuota).toBe(20_000)
    for (const units of ["0", "101", "1.5", "many"])
      yield* Effect.flip(settingsOf({ WEBPUBSUB_TIER: "standard", WEBPUBSUB_UNITS: units }))
  })
)
