import { afterAll, beforeAll, describe, expect, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import {
  AlertChannels,
  AuditEvents,
  channelSecretOf,
  linkKeyOf,
  LINK_LASTS,
  type OneTimeLink,
  queryAll,
  Secrets,
  signLink
} from "@tradetower/platform"
import { gridSettings, offerMarket, startApp, tenant, type TestApp } from "../../testing.ts"

let app: TestApp
let botId: string
beforeAll(async () => {
  app = await startApp()
  await app.run(offerMarket("60000"))
  const body = { name: "Ladder", connection: "paper", symbol: "BTC-USD", settings: gridSettings }
  botId = String((await app.ask("POST", "/bots", { as: "ada", body })).json["id"])
})
afterAll(() => app.stop())

const mail = { _tag: "EMAIL", label: "Mail", host: "mail.example", port: 587, security: "STARTTLS" }
const addressed = { ...mail, from: "a@example.com", to: "b@example.com", user: "ada", password: "pa55word" }
const add = (as: string, body: object = addressed) => app.ask("POST", "/alerts/channels", { as, body })

const signed = (as: string, more: Partial<OneTimeLink> = {}) =>
  app.run(
    Effect.map(linkKeyOf(tenant(as)), (key) =>
      signLink(Option.getOrThrow(key), {
        id: Math.random().toString(16).slice(2).padEnd(16, "0"),
        tenantId: tenant(as),
        action: "KILL",
        until: Date.now() + LINK_LASTS,
        ...more
      })
    )
  )
const post = async (what: "look" | "use", link: string) =>
  (await app.ask("POST", `/links/${what}`, { body: { link } })).status
const halted = async (as: string) => (await app.ask("GET", "/kill-switch", { as })).json["halted"]
const release = (as: string) => app.ask("DELETE", "/kill-switch", { as })

describe("a link of a message", () => {
  beforeAll(async () => {
    for (const as of ["ada", "ben"]) expect((await add(as)).status).toBe(201)
  })

  it("says what it would do without doing it, acts once, and is written down", async () => {
    const link = await signed("ada")
    expect([await post("look", link), await post("look", link), await halted("ada")]).toEqual([200, 200, false])
    expect([await post("use", link), await halted("ada")]).toEqual([200, true])
    await release("ada")
    expect([await post("use", link), await post("look", link), await halted("ada")]).toEqual([409, 409, false])
    const trail = await app.run(queryAll(AuditEvents, { tenantId: tenant("ada") }))
    expect(trail.filter(({ action }) => action === "alerts.link")).toHaveLength(1)
  })

  it("used twenty times at once acts once", async () => {
    const link = await signed("ada")
    const answers = await Promise.all(Array.from({ length: 20 }, () => post("use", link)))
    expect(answers.filter((status) => status === 200)).toHaveLength(1)
    await release("ada")
  })

  it("asked for by a GET does nothing, whatever it is asked with", async () => {
    const link = await signed("ada")
    for (const path of [`/links/use?link=${link}`, `/links/use/${link}`, "/links/use", "/links/look"])
      expect((await app.ask("GET", path)).status, path).toBeGreaterThanOrEqual(400)
    expect([await halted("ada"), await post("look", link)]).toEqual([false, 200])
  })

  it("does nothing when it is over, changed, another tenant's, or signed with another key", async () => {
    const over = await signed("ada", { until: Date.now() - 1 })
    expect(await post("use", over)).toBe(409)
    const [claims = "", signature = ""] = (await signed("ada")).split(".")
    const forBen = Buffer.from(Buffer.from(claims, "base64url").toString().replace('"ada"', '"ben"')).toString(
      "base64url"
    )
    const foreign = await app.run(
      Effect.map(linkKeyOf(tenant("ben")), (key) =>
        signLink(Option.getOrThrow(key), {
          id: "1234567890abcdef",
          tenantId: tenant("ada"),
          action: "KILL",
          until: Date.now() + LINK_LASTS
        })
      )
    )
    const nobodys = Buffer.from(claims, "base64url").toString().replace('"ada"', '"nobody"')
    const wrong = [
      `${forBen}.${signature}`,
      `${claims}.${signature.slice(0, -2)}AA`,
      `${claims}.${"A".repeat(43)}`,
      `${claims}.`,
      claims,
      foreign,
      `${Buffer.from(nobodys).toString("base64url")}.${signature}`,
      `${Buffer.from("{}").toString("base64url")}.${signature}`,
      ""
    ]
    for (const link of wrong) expect([await post("look", link), await post("use", link)], link).toEqual([404, 404])
    expect([await halted("ada"), await halted("ben")]).toEqual([false, false])
  })

  it("is bound to its bot: one of another tenant's is none, and what can't be done does not use it up", async () => {
    expect(await post("use", await signed("ben", { action: "STOP", botId: botId as never }))).toBe(404)
    const stop = await signed("ada", { action: "STOP", botId: botId as never })
    // It is not running: the link stays good for when it is.
    expect([await post("use", stop), await post("look", stop)]).toEqual([409, 200])
  })

  it("is void once its tenant says so", async () => {
    const link = await signed("ada")
    expect(await post("look", link)).toBe(200)
    expect((await app.ask("POST", "/alerts/links/void", { as: "ada" })).status).toBe(204)
    expect(await post("use", link)).toBe(404)
    expect(await post("look", await signed("ben"))).toBe(200)
  })
})

describe("channels", () => {
  it("show nothing of what opens them, are a trader's own, and leave no secret when they are taken away", async () => {
    const added = await add("cleo")
    expect(added.text).not.toContain("pa55word")
    const id = String(added.json["id"])
    const listed = await app.ask("GET", "/alerts", { as: "cleo" })
    expect(listed.text).toContain("b@example.com by mail.example")
    expect(listed.text).not.toContain("pa55word")
    expect(String(listed.json["pushKey"])).toMatch(/^[\w-]{87}$/)
    expect((await app.ask("GET", "/alerts", { as: "ben" })).text).not.toContain(id)
    const wanted = { kinds: ["RISK"], byBot: [{ botId: "b", kinds: [] }] }
    for (const [method, path, body] of [
      ["PATCH", `/alerts/channels/${id}`, wanted],
      ["POST", `/alerts/channels/${id}/test`, undefined],
      ["DELETE", `/alerts/channels/${id}`, undefined]
    ] as const)
      expect((await app.ask(method, path, { as: "ben", body })).status, path).toBe(404)
    expect((await app.ask("PATCH", `/alerts/channels/${id}`, { as: "cleo", body: wanted })).json).toMatchObject(wanted)
    expect((await app.ask("POST", `/alerts/channels/${id}/test`, { as: "cleo" })).status).toBe(202)
    expect((await app.ask("POST", `/alerts/channels/${id}/test`, { as: "cleo" })).status).toBe(409)
    const [kept] = await app.run(queryAll(AlertChannels, { tenantId: tenant("cleo") }))
    expect(JSON.stringify(kept)).not.toContain("pa55word")
    expect((await app.ask("DELETE", `/alerts/channels/${id}`, { as: "cleo" })).status).toBe(204)
    const secret =
      kept === undefined
        ? Option.none()
        : await app.run(Effect.provideServiceEffect(channelSecretOf(kept), Secrets, Secrets))
    expect(Option.isNone(secret)).toBe(true)
  })

  it("are refused where they lead to no push service, name no address, or are too many", async () => {
    const push = { _tag: "PUSH", label: "Phone", endpoint: "https://169.254.169.254/x", p256dh: "a", auth: "b" }
    expect((await add("dora", push)).status).toBe(422)
    for (const wrong of [
      { to: "a@b.c\r\nBcc: x@y.z" },
      { host: "a b" },
      { port: 0 },
      { to: "a@b.c,d@e.f" },
      { label: "" }
    ])
      expect((await add("dora", { ...addressed, ...wrong })).status, JSON.stringify(wrong)).toBe(400)
    expect((await add("dora", { ...addressed, password: undefined })).status).toBe(422)
    for (let i = 0; i < 10; i++) expect((await add("dora")).status).toBe(201)
    expect((await add("dora")).status).toBe(409)
  })
})

it("preferences are kept, and what is none is refused", async () => {
  const body = {
    timeZone: "Europe/Berlin",
    numbers: "1.234,5",
    quietHours: { from: "22:00", to: "07:00", pass: ["RISK"] }
  }
  expect((await app.ask("PUT", "/preferences", { as: "ada", body })).json).toEqual(body)
  expect((await app.ask("GET", "/preferences", { as: "ada" })).json).toEqual(body)
  expect((await app.ask("GET", "/preferences", { as: "ben" })).json).toEqual({})
  for (const wrong of [
    { timeZone: "Mars/Olympus" },
    { numbers: "1234" },
    { quietHours: { from: "25:00", to: "1", pass: [] } }
  ])
    expect((await app.ask("PUT", "/preferences", { as: "ada", body: wrong })).status).toBe(400)
})
