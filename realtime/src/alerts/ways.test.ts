import { createECDH, createPublicKey, randomBytes, verify } from "node:crypto"
import type { AddressInfo } from "node:net"
import { expect, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { http, HttpResponse } from "msw"
import { type AlertWay, madePushKeys, type MailSecurity } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { SMTPServer, type SMTPServerOptions } from "smtp-server"
import { answeredHere } from "../../../infra/platform/src/wire/answered-here.fixture.ts"
import { channelOf, message } from "./alerts.fixture.ts"
import { makeSendMail, type Outwards } from "./mail.ts"
import { chatWith, sendTelegram } from "./telegram.ts"
import { makeSendPush } from "./web-push.ts"

const secret = (values: Readonly<Record<string, string>>) => Redacted.make(values)
const way = <W extends AlertWay>(is: W) => ({ ...channelOf("c1", is), way: is })

const TOKEN = "123:top-secret"
const telegram = (method: string) => `https://api.telegram.org/bot${TOKEN}/${method}`

it.effect("Telegram is told in words that are no markup of its own, with links and without a preview", () =>
  Effect.gen(function* () {
    const sent = yield* answeredHere(http.post(telegram("sendMessage"), () => HttpResponse.json({ ok: true })))
    yield* sendTelegram(message, way({ _tag: "TELEGRAM", chat: "42" }), secret({ token: TOKEN }))
    expect(JSON.parse(sent[0]?.body ?? "")).toEqual({
      chat_id: "42",
      text: `<b>Ladder &lt;1&gt;</b>\nBTC-USD: paused. A limit &amp; more.\n\n<a href="${message.url}">Open</a> · <a href="${message.links[0]?.url}">Resume</a>`,
      parse_mode: "HTML",
      link_preview_options: { is_disabled: true },
      disable_notification: false
    })
  }).pipe(Effect.scoped)
)

it.effect.each([
  [401, { retryable: false }],
  [403, { retryable: false }],
  [400, { retryable: false }],
  [429, { retryable: true, retryAfter: 7_000 }],
  [502, { retryable: true }]
] as const)("what Telegram says no to with %i is told as what it is, and never with the token", ([status, is]) =>
  Effect.gen(function* () {
    const body = { ok: false, description: "No", ...(status === 429 && { parameters: { retry_after: 7 } }) }
    yield* answeredHere(http.post(telegram("sendMessage"), () => HttpResponse.json(body, { status })))
    const no = yield* Effect.flip(sendTelegram(message, way({ _tag: "TELEGRAM", chat: "4" }), secret({ token: TOKEN })))
    expect(no).toMatchObject(is)
    expect(JSON.stringify(no) + no.message).not.toContain("top-secret")
  }).pipe(Effect.scoped)
)

it.effect("a bot is paired with the chat in which its code was written, and no other", () =>
  Effect.gen(function* () {
    const said = (id: number, text: string) => ({ update_id: id, message: { text, chat: { id } } })
    const result = [said(1, "hello"), { update_id: 2 }, said(-3, "/start TT-1234")]
    yield* answeredHere(http.post(telegram("getUpdates"), () => HttpResponse.json({ ok: true, result })))
    expect(yield* chatWith(secret({ token: TOKEN }), "TT-1234")).toBe("-3")
    expect(yield* chatWith(secret({ token: TOKEN }), "TT-9999")).toBeUndefined()
  }).pipe(Effect.scoped)
)

const ENDPOINT = "https://fcm.googleapis.com/fcm/send/abc"
const browser = () => {
  const keys = createECDH("prime256v1")
  return { endpoint: ENDPOINT, p256dh: keys.generateKeys("base64url"), auth: randomBytes(16).toString("base64url") }
}
const push = way({ _tag: "PUSH", host: "fcm.googleapis.com" })

it.effect("a push service gets what it can't read, signed by our own key for it alone", () =>
  Effect.gen(function* () {
    const sent = yield* answeredHere(http.post(ENDPOINT, () => new HttpResponse(null, { status: 201 })))
    const { publicKey } = yield* madePushKeys
    expect((yield* madePushKeys).publicKey).toBe(publicKey)
    yield* (yield* makeSendPush)(message, push, secret(browser()))
    const { authorization = "", ...headers } = sent[0]?.headers ?? {}
    expect(headers).toMatchObject({ "content-encoding": "aes128gcm", ttl: "86400", urgency: "high" })
    const [, token = "", key] = /^vapid t=([\w.-]+), ?k=([\w-]+)$/.exec(authorization) ?? []
    expect(key).toBe(publicKey)
    const [head = "", claims = "", signature = ""] = token.split(".")
    expect(JSON.parse(Buffer.from(claims, "base64url").toString())).toMatchObject({
      aud: "https://fcm.googleapis.com",
      sub: "https://tower.example"
    })
    const point = Buffer.from(publicKey, "base64url")
    const jwk = {
      kty: "EC",
      crv: "P-256",
      x: point.subarray(1, 33).toString("base64url"),
      y: point.subarray(33).toString("base64url")
    }
    const signer = { key: createPublicKey({ key: jwk, format: "jwk" }), dsaEncoding: "ieee-p1363" as const }
    expect(verify("sha256", Buffer.from(`${head}.${claims}`), signer, Buffer.from(signature, "base64url"))).toBe(true)
    expect(sent[0]?.body).not.toContain("Ladder")
  }).pipe(Effect.scoped, Effect.provide(embeddedPlatformForTests({ telemetry: { logs: "off" } })))
)

it.effect("a browser that is gone is told as gone, and nothing is sent to what is no push service", () =>
  Effect.gen(function* () {
    yield* madePushKeys
    let status = 410
    const sent = yield* answeredHere(http.post(ENDPOINT, () => new HttpResponse(null, { status })))
    const send = yield* makeSendPush
    expect(yield* Effect.flip(send(message, push, secret(browser())))).toMatchObject({ gone: true, retryable: false })
    status = 503
    expect(yield* Effect.flip(send(message, push, secret(browser())))).toMatchObject({ retryable: true })
    for (const endpoint of ["https://169.254.169.254/x", "http://fcm.googleapis.com/x", "https://evil.example/"])
      expect(yield* Effect.flip(send(message, push, secret({ ...browser(), endpoint })))).toMatchObject({
        retryable: false
      })
    expect(sent).toHaveLength(2)
  }).pipe(Effect.scoped, Effect.provide(embeddedPlatformForTests({ telemetry: { logs: "off" } })))
)

const mailServer = (options: SMTPServerOptions = {}) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const mails: Array<string> = []
      const server = new SMTPServer({
        disabledCommands: ["STARTTLS"],
        allowInsecureAuth: true,
        authOptional: true,
        onData: (stream, _, done) => {
          const parts: Array<Buffer> = []
          stream.on("data", (part: Buffer) => parts.push(part))
          stream.on("end", () => {
            mails.push(Buffer.concat(parts).toString("utf8"))
            done()
          })
        },
        ...options
      })
      await new Promise<void>((listening) => void server.listen(0, "127.0.0.1", listening))
      const { port } = server.server.address() as AddressInfo
      return { mails, port, server }
    }),
    ({ server }) => Effect.promise(() => new Promise<void>((closed) => server.close(closed)))
  )
const mail = (port: number, security: MailSecurity = "NONE", host = "127.0.0.1") =>
  way({ _tag: "EMAIL", host, port, security, from: "tower@example.com", to: "ada@example.com" })
const sendBy = (outwards: Outwards, to: ReturnType<typeof mail>, values: Readonly<Record<string, string>> = {}) =>
  makeSendMail(outwards)(message, to, secret(values))

it.live("a mail server gets it with its name, the same each time, and its links", () =>
  Effect.gen(function* () {
    const { mails, port } = yield* mailServer()
    for (let i = 0; i < 2; i++) yield* sendBy("ANYWHERE", mail(port))
    const ids = mails.map((text) => /^Message-ID: (.*)$/im.exec(text)?.[1])
    expect(ids).toEqual(["<c1.RISK.grid.1@tradingtower>", "<c1.RISK.grid.1@tradingtower>"])
    expect(mails[0]).toContain("Subject: Ladder <1>: BTC-USD: paused.")
    expect(mails[0]).toContain("To: ada@example.com")
    expect(mails[0]).toContain("Resume: https://tower.example/confirm/#abc")
  }).pipe(Effect.scoped)
)

it.live("a mail server's no is told as what it is; no password goes to one without TLS elsewhere, nor is it told", () =>
  Effect.gen(function* () {
    const wrong = yield* mailServer({ authOptional: false, onAuth: (_, __, done) => done(new Error("no: pa55word")) })
    const named = { user: "ada", password: "pa55word" }
    const no = yield* Effect.flip(sendBy("ANYWHERE", mail(wrong.port), named))
    expect(no).toMatchObject({ retryable: false, reason: "127.0.0.1 did not take your name and password" })
    const refuses = (code: number) =>
      mailServer({ onRcptTo: (_, __, done) => done(Object.assign(new Error("not now"), { responseCode: code })) })
    for (const [code, retryable] of [
      [451, true],
      [550, false]
    ] as const)
      expect(yield* Effect.flip(sendBy("ANYWHERE", mail((yield* refuses(code)).port)))).toMatchObject({ retryable })
    // A server without TLS is not spoken to where TLS was asked for.
    const { mails, port } = yield* mailServer()
    for (const security of ["STARTTLS", "TLS"] as const)
      expect(yield* Effect.flip(sendBy("ANYWHERE", mail(port, security), named))).toHaveProperty("reason")
    // What many share speaks to nothing inside, whatever it is called.
    for (const host of ["127.0.0.1", "localhost", "169.254.169.254", "10.0.0.1", "0x7f.1"])
      expect(yield* Effect.flip(sendBy("INTERNET", mail(587, "STARTTLS", host)))).toHaveProperty("reason")
    expect(yield* Effect.flip(sendBy("INTERNET", mail(6379, "TLS", "mail.example")))).toMatchObject({
      retryable: false
    })
    expect(mails).toEqual([])
  }).pipe(Effect.scoped)
)
