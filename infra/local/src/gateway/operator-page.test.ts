import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { afterAll, beforeAll, expect, it } from "vitest"
import { readSiteConfig } from "./config.ts"
import { gateway } from "./gateway.ts"
import { sessions } from "./session.ts"

const root = join(import.meta.dirname, "../../../..")
const signIns = sessions(new Uint8Array(32).fill(7))
const server = gateway({
  config: readSiteConfig(join(root, "staticwebapp.config.json")),
  site: join(root, "site", "public"),
  bodyLimit: 1_000,
  log: () => undefined,
  behind: Promise.resolve({
    sessions: signIns,
    api: async (_, response) => void response.end(),
    upgrade: (_, socket) => socket.destroy(),
    operator: async (_, response) => {
      response.end("figures of this process")
      return true
    }
  })
})
let origin = ""
beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", () => listening()))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => void server.close())

const ask = (cookie?: string) =>
  fetch(`${origin}/.local/telemetry`, { redirect: "manual", headers: cookie === undefined ? {} : { cookie } })

it("shows the operator's page to nobody who has not signed in", async () => {
  for (const cookie of [undefined, "StaticWebAppsAuthCookie=x.y"]) {
    const answer = await ask(cookie)
    expect(answer.status).toBe(302)
    expect(answer.headers.get("location")).toContain("/.auth/login/local")
    expect(await answer.text()).toBe("")
  }
  const [cookie] = signIns
    .signIn({ identityProvider: "local", userId: "ada", userDetails: "Ada", userRoles: ["authenticated"] })
    .split(";")
  expect(await (await ask(cookie)).text()).toBe("figures of this process")
})
