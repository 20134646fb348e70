import { ConfigProvider, Effect, Option } from "effect"
import { expect, it } from "@effect/vitest"
import { azureSettings } from "./settings.ts"

const endpoints = {
  AZURE_COSMOS_ENDPOINT: "https://tower.documents.azure.com",
  AZURE_SERVICEBUS_ENDPOINT: "tower.servicebus.windows.net",
  AZURE_WEBPUBSUB_ENDPOINT: "https://tower.webpubsub.azure.com",
  AZURE_BLOB_ENDPOINT: "https://tower.blob.core.windows.net",
  AZURE_KEYVAULT_ENDPOINT: "https://tower.vault.azure.net"
}
const readFrom = (env: Readonly<Record<string, string>>) => azureSettings.parse(ConfigProvider.fromEnv({ env }))

it.effect("needs no more than where each service is, and no key to any", () =>
  Effect.gen(function* () {
    const settings = yield* readFrom(endpoints)
    for (const { key } of [settings.cosmos, settings.serviceBus, settings.webPubSub, settings.blobs, settings.keyVault])
      expect(Option.isNone(key)).toBe(true)
    expect(settings).toMatchObject({
      prefix: "",
      cosmos: { database: "tradetower" },
      webPubSub: { hub: "tradetower" },
      keyVault: { purgeProtected: true }
    })
  })
)

it.effect("says which setting is missing, and shows no key", () =>
  Effect.gen(function* () {
    const { AZURE_COSMOS_ENDPOINT: _, ...rest } = endpoints
    expect(String(yield* Effect.flip(readFrom(rest)))).toContain("AZURE_COSMOS_ENDPOINT")
    const settings = yield* readFrom({ ...endpoints, AZURE_COSMOS_KEY: "hunter2" })
    expect(Option.isSome(settings.cosmos.key)).toBe(true)
    expect(JSON.stringify(settings)).not.toContain("hunter2")
  })
)
