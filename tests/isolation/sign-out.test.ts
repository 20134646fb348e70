import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { startSystem } from "@tradetower/local"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { Screen } from "../contracts/screen.ts"
import { platformFor } from "../system/on-azure.ts"
import { ask, signIn, type Trader, until } from "../system/trader.ts"

const base = mkdtempSync(join(tmpdir(), "sign-out-"))
const start = () =>
  startSystem({
    demo: true,
    folder: join(base, "world"),
    configFolder: join(base, "config"),
    ...platformFor(base),
    telemetry: { logs: "off" }
  })
let system: Awaited<ReturnType<typeof start>>

beforeAll(async () => {
  system = await start()
})
afterAll(async () => {
  await system.stop()
  rmSync(base, { recursive: true, force: true })
})

const addressFor = async (trader: Trader) => (await trader.post<{ url: string }>("/api/v1/realtime/negotiate", {})).url
const connected = async (url: string) => {
  const screen = new Screen(url)
  await until(
    "the screen is connected or refused",
    () => Promise.resolve(screen),
    ({ connected: said, closed, refused }) => said !== undefined || closed !== undefined || refused
  )
  return screen
}
const isRefused = async (url: string) => (await connected(url)).connected === undefined
const closed = (screen: Screen) =>
  until(
    "its socket is closed",
    () => Promise.resolve(screen.closed),
    (code) => code === 1008
  )
interface Listed {
  readonly sessions: ReadonlyArray<{ readonly id: string; readonly current: boolean }>
}

describe("what was signed in", () => {
  it("PUBSUB-12 ends with its sign-out: cookie, socket, the way back to it, and addresses not yet used", async () => {
    const [ada, other] = [await signIn(system.url, "ada"), await signIn(system.url, "ada")]
    const [used, unused, others] = [await addressFor(ada), await addressFor(ada), await addressFor(other)]
    const [screen, bystander] = [await connected(used), await connected(others)]
    await ask(`${system.url}/.auth/logout`, "GET", undefined, ada.cookie)

    expect(await closed(screen)).toBe(1008)
    for (const address of [used, unused, screen.wayBack]) expect(await isRefused(address), address).toBe(true)
    expect((await ada.ask("GET", "/api/v1/bots")).status).not.toBe(200)
    expect(bystander.closed).toBeUndefined()
    expect(await isRefused(await addressFor(other))).toBe(false)
    bystander.drop()
  })

  it("ends from another device, one and all, also over a restart", async () => {
    const [ada, lost, third, ben] = await Promise.all(
      ["ada", "ada", "ada", "ben"].map((name) => signIn(system.url, name))
    )
    if (ada === undefined || lost === undefined || third === undefined || ben === undefined) throw new Error("nobody")
    const [screen, address] = [await connected(await addressFor(lost)), await addressFor(lost)]
    const { sessions } = await lost.get<Listed>("/.local/sessions")
    const id = sessions.find(({ current }) => current)?.id ?? ""
    expect((await ben.ask("DELETE", `/.local/sessions/${id}`)).status).toBe(404)
    expect((await ada.ask("DELETE", `/.local/sessions/${id}`)).status).toBe(204)
    expect(await closed(screen)).toBe(1008)
    expect(await isRefused(address)).toBe(true)

    const thirds = await connected(await addressFor(third))
    const left = await addressFor(third)
    expect((await ada.ask("DELETE", "/.local/sessions")).status).toBe(204)
    expect(await closed(thirds)).toBe(1008)
    expect((await ben.get<Listed>("/.local/sessions")).sessions).toHaveLength(1)

    await system.stop()
    system = await start()
    const moved = (url: string) => url.replace(/127\.0\.0\.1:\d+/, new URL(system.url).host)
    for (const url of [address, left]) expect(await isRefused(moved(url))).toBe(true)
    const status = async ({ cookie }: Trader) =>
      (await ask(`${system.url}/api/v1/bots`, "GET", undefined, cookie)).status
    expect(await status(ada)).toBe(200)
    for (const trader of [lost, third]) expect(await status(trader)).not.toBe(200)
  })
})
