import { afterAll, beforeAll, expect, it } from "@effect/vitest"
import { offerMarket, startApp, type TestApp } from "../../testing.ts"

let app: TestApp
beforeAll(async () => {
  app = await startApp()
  await app.run(offerMarket("60000"))
})
afterAll(() => app.stop())

it("makes no link of the host that a request came to: behind a site that is the function's own", async () => {
  const answers = [
    await app.ask("POST", "/signals/token", { as: "ada" }),
    await app.ask("GET", "/signals/token", { as: "ada" }),
    await app.ask("GET", "/openapi.json"),
    await app.ask("GET", "/docs"),
    await app.ask("GET", "/nowhere/at/all")
  ]
  expect(String(answers[0]?.json["path"])).toMatch(/^\/api\/v1\/webhooks\/tradingview\//)
  for (const { headers, text } of answers) expect(`${text}${[...headers].join()}`).not.toContain("//localhost")
})
