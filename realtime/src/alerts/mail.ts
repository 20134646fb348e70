import { lookup } from "node:dns/promises"
import { isIP } from "node:net"
import { Effect, Redacted } from "effect"
import { isLoopback, isPrivate } from "@tradetower/platform"
import { type AlertMessage, inShort, NotDelivered, type Send } from "./channel.ts"

/** From where messages go out: of a computer of the trader's own to wherever they say, of many tenants' to the internet alone. */
export type Outwards = "ANYWHERE" | "INTERNET"

const WITHIN = 20_000
/** Ports of mail servers: what many tenants share speaks to no others. */
export const MAIL_PORTS = [25, 465, 587, 2525]

const html = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")

const bodies = ({ lines, links, url }: AlertMessage) => {
  const ways = [{ title: "Open", url }, ...links]
  return {
    text: `${lines.join("\n")}\n\n${ways.map((way) => `${way.title}: ${way.url}`).join("\n")}\n`,
    html: `<p>${lines.map(html).join("<br>")}</p><p>${ways.map((way) => `<a href="${html(way.url)}">${html(way.title)}</a>`).join(" · ")}</p>`
  }
}

/** The address that is spoken to, looked up once: what it is checked as is what is connected to. */
const addressOf = Effect.fnUntraced(function* (host: string, outwards: Outwards) {
  const found = yield* Effect.tryPromise({
    try: () => lookup(host, { all: true }),
    catch: () =>
      new NotDelivered({ reason: `There is no mail server ${host}, or it can't be looked up`, retryable: true })
  })
  const address = found.map((one) => one.address).find((one) => outwards === "ANYWHERE" || !isPrivate(one))
  return (
    address ??
    (yield* new NotDelivered({
      reason: `${host} is no mail server on the internet, and no other is spoken to from here`,
      retryable: false
    }))
  )
})

const CONNECTING = new Set(["ECONNECTION", "ETIMEDOUT", "EDNS", "ESOCKET", "ECONNREFUSED", "ECONNRESET"])

/** What a mail server, or the way to it, said; its words may name the address it is for, and no secret. */
const said = (host: string, error: unknown): NotDelivered => {
  const code = error instanceof Error && "code" in error ? String(error.code) : ""
  const status = error instanceof Error && "responseCode" in error ? Number(error.responseCode) : undefined
  if (code === "EAUTH")
    return new NotDelivered({ reason: `${host} did not take your name and password`, retryable: false })
  if (code === "ETLS" || (error instanceof Error && /certificate|self.signed|altnames/i.test(error.message)))
    return new NotDelivered({ reason: `${host} can't be spoken to by TLS as it should`, retryable: false })
  const words = error instanceof Error && "response" in error ? inShort(error.response) : code
  const retryable = status === undefined ? CONNECTING.has(code) : status < 500
  return new NotDelivered({ reason: `${host} did not take the message${words === "" ? "" : ` (${words})`}`, retryable })
}

/** Sends by a mail server of the trader's. By TLS, unless it is on this very computer; the same message has the same Message-ID. */
export const makeSendMail = (outwards: Outwards): Send<"EMAIL"> =>
  Effect.fnUntraced(function* (message, { way }, secret) {
    const { from, host, port, security, to } = way
    if (outwards === "INTERNET" && !MAIL_PORTS.includes(port))
      return yield* new NotDelivered({ reason: `Port ${port} is none of a mail server`, retryable: false })
    const address = yield* addressOf(host, outwards)
    if (security === "NONE" && !(outwards === "ANYWHERE" && isLoopback(address)))
      return yield* new NotDelivered({ reason: `${host} is spoken to by TLS alone`, retryable: false })
    const { createTransport } = (yield* Effect.promise(() => import("nodemailer"))).default
    const { password, user } = Redacted.value(secret)
    yield* Effect.tryPromise({
      try: async () => {
        const transport = createTransport({
          host: address,
          port,
          secure: security === "TLS",
          requireTLS: security === "STARTTLS",
          ignoreTLS: security === "NONE",
          ...(user !== undefined && password !== undefined && { auth: { user, pass: password } }),
          ...(isIP(host) === 0 && { tls: { servername: host } }),
          connectionTimeout: WITHIN,
          greetingTimeout: WITHIN,
          socketTimeout: WITHIN,
          disableFileAccess: true,
          disableUrlAccess: true
        })
        try {
          await transport.sendMail({
            from,
            to,
            subject: `${message.title}: ${message.lines[0] ?? ""}`.slice(0, 120),
            messageId: `<${message.id.replaceAll(/[^\w.-]/g, "-")}@tradingtower>`,
            date: new Date(message.at),
            headers: { "Auto-Submitted": "auto-generated" },
            ...bodies(message)
          })
        } finally {
          transport.close()
        }
      },
      catch: (error) => said(host, error)
    })
  })
