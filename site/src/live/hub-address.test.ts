import { expect, it } from "vitest"
import { hubAddress } from "./hub-address.ts"

it("finds the hub where its page was reached", () => {
  expect(hubAddress("/client/hubs/h?access_token=t", "https://tower.example/app/")).toBe(
    "wss://tower.example/client/hubs/h?access_token=t"
  )
  expect(hubAddress("ws://127.0.0.1:4280/client/hubs/h", "http://localhost:4280/app/")).toBe(
    "ws://localhost:4280/client/hubs/h"
  )
  expect(hubAddress("ws://localhost:4280/h", "http://127.0.0.1:4280/app/")).toBe("ws://127.0.0.1:4280/h")
  expect(hubAddress("wss://x.webpubsub.azure.com/client/hubs/h?a=1", "https://tower.example/app/")).toBe(
    "wss://x.webpubsub.azure.com/client/hubs/h?a=1"
  )
})
