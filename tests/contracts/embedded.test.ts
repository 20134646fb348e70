import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { embeddedPlatform, leastReserve } from "@tradetower/platform/embedded"
import { Effect, Layer } from "effect"
import { afterAll } from "vitest"
import { blobsContract } from "./blobs.ts"
import { busContract } from "./bus.ts"
import { hubServer, hubSettings, outdatedAddress } from "./hub-server.ts"
import { leasesContract } from "./leases.ts"
import { pubSubContract } from "./pubsub.ts"
import { ratesContract } from "./rates.ts"
import { secretsContract } from "./secrets.ts"
import { storeContract } from "./store.ts"
import { telemetryContract } from "./telemetry.ts"

const root = mkdtempSync(join(tmpdir(), "tradetower-contracts-"))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const open = (place: string) =>
  embeddedPlatform({
    folder: join(root, place),
    configFolder: join(root, "config"),
    telemetry: { logs: "off", sampleEvery: 1 },
    reserve: leastReserve(join(root, place))
  })

storeContract("embedded", open)
busContract("embedded", open)
secretsContract("embedded", open)
blobsContract("embedded", open)
telemetryContract("embedded", open)
leasesContract("embedded", open)
ratesContract("embedded", open)
pubSubContract(
  "embedded",
  (place) => hubServer.pipe(Layer.provideMerge(open(place))),
  Effect.map(hubSettings, outdatedAddress)
)
