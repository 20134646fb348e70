import { Effect, Exit, Layer, Option, Redacted, Scope } from "effect"
import { afterAll, beforeAll } from "vitest"
import { expect, it } from "@effect/vitest"
import { TenantId } from "@tradetower/domain/ids"
import { Blobs, Secrets } from "@tradetower/platform"
import {
  azureBlobs,
  azurePubSub,
  azureSecrets,
  Identity,
  makeBlobContainer,
  type ServiceSettings
} from "@tradetower/platform/azure"
import { azurite } from "../standins/azurite/azurite.ts"
import { Faults, faultyLine } from "../standins/faulty-line.ts"
import { keyVault } from "../standins/key-vault/server.ts"
import { Vault } from "../standins/key-vault/vault.ts"
import { blobsContract } from "./blobs.ts"
import { embeddedHub, HUB, outdatedAddress } from "./hub-server.ts"
import { unique } from "./place.ts"
import { pubSubContract } from "./pubsub.ts"
import { secretsContract } from "./secrets.ts"

/* The ports on Azure when what is between us and a service fails now and then: what Microsoft's clients ask again. */
const scope = Scope.makeUnsafe()
afterAll(() => Effect.runPromise(Scope.close(scope, Exit.void)))
let storage: ServiceSettings
let hub: ServiceSettings
beforeAll(async () => {
  storage = await Effect.runPromise(Scope.provide(azurite, scope))
  hub = await Effect.runPromise(Scope.provide(embeddedHub, scope))
})

const identity = Identity.layer({ clientId: Option.none() })
const container = { container: "tradetower" }
const bytes = (text: string) => new TextEncoder().encode(text)
const text = (found: Option.Option<Uint8Array>) => new TextDecoder().decode(Option.getOrThrow(found))

const blobsOver = (faults: Faults, place = unique("place")) =>
  Layer.unwrap(
    Effect.gen(function* () {
      const prefix = `${place}-`
      yield* makeBlobContainer({ prefix, blobs: { ...storage, ...container } })
      const line = yield* faultyLine(storage, faults)
      return azureBlobs({ prefix, blobs: { ...line, ...container } })
    })
  ).pipe(Layer.provide(identity))

const secretsOver = (faults: Faults, place = unique("place")) =>
  Layer.unwrap(
    Effect.gen(function* () {
      const line = yield* faultyLine(yield* keyVault(new Vault({ purgeProtected: true })), faults)
      return azureSecrets({ prefix: `${place}-`, keyVault: { ...line, purgeProtected: true } })
    })
  ).pipe(Layer.provide(identity))

const hubOver = (faults: Faults) =>
  Layer.unwrap(
    Effect.gen(function* () {
      const line = yield* faultyLine(hub, faults)
      return azurePubSub({ webPubSub: { ...line, hub: HUB } })
    })
  ).pipe(Layer.provide(identity))

/** One request in twenty is throttled, and one finds nobody. */
const bad = (seed: number) => Object.assign(new Faults(seed), { rates: { throttled: 0.05, unavailable: 0.05 } })
blobsContract("Azure, over a bad line", (place) => blobsOver(bad(7), place))
secretsContract("Azure, over a bad line", (place) => secretsOver(bad(11), place))
pubSubContract(
  "Azure, over a bad line",
  () => hubOver(bad(13)),
  Effect.sync(() => outdatedAddress(hub))
)

it.live("BLOBS-2 a write whose answer was lost is done, and is not taken for another's", () => {
  const faults = new Faults(1)
  return Effect.gen(function* () {
    const blobs = yield* Blobs
    faults.once("cut", "PUT")
    yield* blobs.write("a", bytes("one"))
    expect(text(yield* blobs.read("a"))).toBe("one")
    expect(yield* Effect.flip(blobs.write("a", bytes("one")))).toMatchObject({ _tag: "BlobExists" })
  }).pipe(Effect.provide(blobsOver(faults)))
})

it.live("BLOBS-4 an append whose answer was lost is there, at least once", () => {
  const faults = new Faults(1)
  return Effect.gen(function* () {
    const blobs = yield* Blobs
    yield* blobs.append("a", bytes("1"))
    faults.once("cut", "PUT")
    yield* blobs.append("a", bytes("2"))
    yield* blobs.append("a", bytes("3"))
    expect(text(yield* blobs.read("a"))).toMatch(/^12+3$/)
  }).pipe(Effect.provide(blobsOver(faults)))
})

it.live("SECRETS-2 a put whose answer was lost is done, and makes one version", () => {
  const faults = new Faults(1)
  const ada = { tenantId: TenantId.make("ada") }
  return Effect.gen(function* () {
    const secrets = yield* Secrets
    const first = yield* secrets.put(ada, "key", Redacted.make("one"))
    faults.once("cut", "PUT")
    const { version } = yield* secrets.put(ada, "key", Redacted.make("two"))
    expect(yield* secrets.versions(ada, "key")).toEqual([version, first.version])
    expect(Option.map(yield* secrets.get(ada, "key"), Redacted.value)).toEqual(Option.some("two"))
  }).pipe(Effect.provide(secretsOver(faults)))
})
