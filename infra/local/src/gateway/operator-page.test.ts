import { afterAll, beforeAll, expect, it } from "vitest"
import { startGateway } from "./gateway.fixture.ts"

let gate: Awaited<ReturnType<typeof startGateway>>
beforeAll(async () => {
  gate = await startGateway()
})
afterAll(() => gate.stop())

it("shows the operator's page to nobody who has not signed in", async () => {
  const strangers: ReadonlyArray<Record<string, string>> = [{}, { cookie: "StaticWebAppsAuthCookie=x.y" }]
  for (const headers of strangers) {
    const answer = await gate.ask("/.local/telemetry", { headers })
    expect(answer).toMatchObject({ status: 302, body: "" })
    expect(answer.headers.location).toContain("/.auth/login/local")
  }
  const headers = await gate.as("ada")
  expect((await gate.ask("/.local/telemetry", { headers })).body).toBe("figures of this process")
})
