import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { browserName } from "./browser-name.ts"
import { MOST_SESSIONS, openSessions } from "./sessions.ts"

const folder = mkdtempSync(join(tmpdir(), "sessions-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const ada = { identityProvider: "local", userId: "ada", userDetails: "Ada", userRoles: ["authenticated"] }
const device = { userAgent: "Mozilla/5.0 (X11; Linux) Firefox/140.0", secure: false }
const HOUR = 3_600_000

const world = (name: string) => {
  const file = join(folder, `${name}.json`)
  const clock = { now: 1_000 }
  const ended: Array<string> = []
  const logged: Array<string> = []
  const open = () =>
    openSessions({
      file,
      now: () => clock.now,
      ended: (id) => ended.push(id),
      log: (message) => logged.push(message)
    })
  return { file, clock, ended, logged, open }
}
const idOf = (sessions: ReturnType<typeof openSessions>, cookie: string): string => sessions.read(cookie)?.id ?? ""

describe("sessions", () => {
  it("outlive a restart, and so does their end", async () => {
    const { ended, file, open } = world("restart")
    const before = open()
    const [kept, gone] = [await before.signIn(ada, device), await before.signIn(ada, device)]
    const id = idOf(before, gone)
    await before.end([id])
    expect(ended).toEqual([id])
    expect(before.isLive(id)).toBe(false)
    await before.close()
    const after = open()
    expect(after.read(kept)?.principal).toEqual(ada)
    expect(after.read(kept)).toMatchObject({ browser: "Firefox on Linux", since: 1_000 })
    expect(after.read(gone)).toBeUndefined()
    await after.close()
    if (process.platform !== "win32") expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it("of one person all end at once, for good, and nobody else's", async () => {
    const { ended, open } = world("everywhere")
    const before = open()
    const hers = [await before.signIn(ada, device), await before.signIn(ada, device)]
    const his = await before.signIn({ ...ada, userId: "ben" }, device)
    const ids = hers.map((cookie) => idOf(before, cookie))
    await before.endAll("ada")
    expect(ended.toSorted()).toEqual(ids.toSorted())
    await before.endAll("ada")
    await before.close()
    const after = open()
    expect(hers.map((cookie) => after.read(cookie))).toEqual([undefined, undefined])
    expect(after.read(his)?.principal.userId).toBe("ben")
    await after.close()
  })

  it("are kept without what their cookies hold", async () => {
    const { file, open } = world("hashed")
    const sessions = open()
    const cookie = await sessions.signIn(ada, device)
    const secret = /=([^;]+)/.exec(cookie)?.[1] ?? ""
    expect(secret).toHaveLength(43)
    expect(readFileSync(file, "utf8")).not.toContain(secret)
    expect(cookie).toMatch(/; HttpOnly; SameSite=Strict; Max-Age=2592000$/)
    expect(await sessions.signIn(ada, { ...device, secure: true })).toMatch(/; Secure$/)
    await sessions.close()
  })

  it("end when their time is over, and are not kept any longer", async () => {
    const { clock, file, open } = world("expired")
    const sessions = open()
    const cookie = await sessions.signIn(ada, device)
    const id = idOf(sessions, cookie)
    clock.now += 31 * 24 * HOUR
    expect(sessions.read(cookie)).toBeUndefined()
    expect(sessions.isLive(id)).toBe(false)
    await sessions.signIn(ada, device)
    expect(readFileSync(file, "utf8")).not.toContain(id)
    await sessions.close()
  })

  it("make room for the next, the one longest unseen first", async () => {
    const { clock, ended, open } = world("many")
    const sessions = open()
    const cookies: Array<string> = []
    for (let i = 0; i < MOST_SESSIONS; i++) {
      clock.now += 1
      cookies.push(await sessions.signIn(ada, device))
    }
    clock.now += 1
    const [first = "", second = ""] = cookies
    sessions.read(first)
    const longest = sessions.of("ada").at(-1)?.id
    await sessions.signIn(ada, device)
    expect(sessions.of("ada")).toHaveLength(MOST_SESSIONS)
    expect(ended).toEqual([longest])
    expect(sessions.read(first)).toBeDefined()
    expect(sessions.read(second)).toBeUndefined()
    await sessions.close()
  })

  it("say when an end can't be written down, and begin anew from a file that can't be read", async () => {
    const { file, logged, open } = world("damaged")
    writeFileSync(file, "{")
    const sessions = open()
    expect(logged[0]).toContain("everybody has to sign in again")
    const cookie = await sessions.signIn(ada, device)
    rmSync(file)
    mkdirSync(join(file, "in-the-way"), { recursive: true })
    await expect(sessions.end([idOf(sessions, cookie)])).rejects.toThrow("directory")
    expect(sessions.read(cookie)).toBeUndefined()
    await sessions.close()
  })
})

describe("a browser's name", () => {
  it.each([
    [
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0 Safari/537.36 Edg/141.0",
      "Edge on Windows"
    ],
    [
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Mobile Safari/604.1",
      "Safari on iPhone"
    ],
    ["Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/141.0 Mobile Safari/537.36", "Chrome on Android"],
    ["curl/8.9.1", "A program (curl)"],
    ["<b>" + "x".repeat(500), "Unknown browser"],
    [undefined, "Unknown browser"]
  ])("of %s is %s", (userAgent, name) => expect(browserName(userAgent)).toBe(name))
})
