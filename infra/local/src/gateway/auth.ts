import type { IncomingMessage, ServerResponse } from "node:http"
import type { Entrance } from "./entrance.ts"
import { requestTarget } from "./request-target.ts"
import { type Dress, type LoginPage, loginPage, loginPolicy } from "./login-page.ts"
import { demoPeople, principalOf } from "./principal.ts"
import { problem } from "./problem.ts"
import { NOT_WRITTEN, type Session, type Sessions, signedOut } from "./sessions.ts"

const FORM_LIMIT = 4_096

const HERE = "http://here.invalid"

/** A path on this site, whatever was asked for; the dashboard when it wasn't one. */
export const localTarget = (wanted: string | null): string => {
  if (wanted === null || wanted === "") return "/app/"
  if (!URL.canParse(wanted, HERE)) return "/app/"
  const { hash, origin, pathname, search } = new URL(wanted, HERE)
  const target = origin === HERE ? requestTarget(pathname + search) : undefined
  return target === undefined || target.path.startsWith("/.auth/") ? "/app/" : target.url + hash
}

/** The fields of a form that was sent, of which no more is read than any of ours has. */
export const formOf = async (incoming: IncomingMessage): Promise<URLSearchParams> => {
  let text = ""
  for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
    text += String(chunk)
    if (text.length > FORM_LIMIT) break
  }
  return new URLSearchParams(text.slice(0, FORM_LIMIT))
}

export const redirect = (response: ServerResponse, status: 302 | 303, location: string, cookie?: string): void => {
  response.statusCode = status
  response.setHeader("location", location)
  if (cookie !== undefined) response.setHeader("set-cookie", cookie)
  response.end()
}

/** The page that asks who is there. */
export const page = (response: ServerResponse, status: number, asked: LoginPage): void => {
  response.statusCode = status
  response.setHeader("content-type", "text/html; charset=utf-8")
  response.setHeader("content-security-policy", loginPolicy(asked.dress))
  response.end(loginPage(asked))
}

/** Ends the session, whose sockets end with it; the cookie alone would be a promise of the browser's. */
const signOut = async (sessions: Sessions, { id }: Session, response: ServerResponse, to: string): Promise<void> => {
  response.setHeader("set-cookie", signedOut)
  await sessions.end([id]).then(
    () => redirect(response, 302, to),
    () => problem(response, 503, "Signed out for now", NOT_WRITTEN)
  )
}

/** What signing in goes by. */
export interface Signing {
  readonly sessions: Sessions
  readonly entrance: Entrance
  /** Whom to count tries for. */
  readonly address: string
  /** Whether the browser reached us over https. */
  readonly secure: boolean
  readonly dress: () => Promise<Dress>
}

const NOT_SET =
  "No passphrase is set, and from elsewhere nobody comes in without. Run npm run passphrase where TradingTower runs."

interface Refused {
  readonly status: 400 | 401 | 403 | 429
  readonly problem: string
  readonly retryAfter?: number
}

/** Why whoever sent this form isn't let in, if so. */
const refusalOf = async ({ address, entrance }: Signing, form: URLSearchParams): Promise<Refused | undefined> => {
  if (entrance.lock() === undefined) return entrance.required ? { status: 403, problem: NOT_SET } : undefined
  const wait = Math.ceil(entrance.tries.take(address) / 1_000)
  if (wait > 0) return { status: 429, problem: `Too many tries. The next may be made in ${wait} s.`, retryAfter: wait }
  if (!(await entrance.opens(form.get("passphrase") ?? "")))
    return { status: 401, problem: "That is not the passphrase. Look at caps lock and try again." }
  entrance.tries.succeeded(address)
  return undefined
}

/**
 * Answers `/.auth/login/*`, `/.auth/logout` and `/.auth/me` as Static Web Apps does, with a passphrase (or nothing, on
 * this computer alone) in place of an identity provider. Only a form that is sent (POST, which the guard takes from our
 * own pages alone) signs in: a link never does, so that another site can't choose who its reader is here. Answers false
 * for any other path.
 */
export const answerAuth = async (
  signing: Signing,
  incoming: IncomingMessage,
  response: ServerResponse
): Promise<boolean> => {
  const { dress, entrance, secure, sessions } = signing
  const url = new URL(incoming.url ?? "/", "http://here.invalid")
  const session = sessions.read(incoming.headers.cookie)
  const current = session?.principal
  response.setHeader("cache-control", "no-store")
  if (url.pathname === "/.auth/me") {
    response.setHeader("content-type", "application/json")
    response.end(JSON.stringify({ clientPrincipal: current ?? null }))
    return true
  }
  if (url.pathname === "/.auth/logout") {
    const wanted = url.searchParams.get("post_logout_redirect_uri")
    if (session === undefined) redirect(response, 302, wanted === null ? "/" : localTarget(wanted))
    else await signOut(sessions, session, response, wanted === null ? "/" : localTarget(wanted))
    return true
  }
  if (!/^\/\.auth\/login\/[\w-]+$/.test(url.pathname)) return false
  const wanted = url.searchParams.get("post_login_redirect_uri")
  const show = async (to: string, status: number, why?: string) =>
    page(response, status, {
      people: entrance.people,
      asksPassphrase: entrance.lock() !== undefined || entrance.required,
      redirect: to,
      current,
      dress: await dress(),
      ...(why !== undefined && { problem: why })
    })
  if (incoming.method !== "POST") {
    await show(localTarget(wanted), 200, entrance.required && entrance.lock() === undefined ? NOT_SET : undefined)
    return true
  }
  const form = await formOf(incoming)
  const to = localTarget(form.get("redirect") ?? wanted)
  // Where one click signs in, a script may also name a demo person; nobody needs to know anything there.
  const oneClick = entrance.lock() === undefined && !entrance.required
  const known = oneClick ? [...entrance.people, ...demoPeople] : entrance.people
  const person = known.find(({ id }) => id === form.get("user"))
  const refused: Refused | undefined =
    person === undefined ? { status: 400, problem: "Choose who you are." } : await refusalOf(signing, form)
  if (person === undefined || refused !== undefined) {
    if (refused?.retryAfter !== undefined) response.setHeader("retry-after", refused.retryAfter)
    await show(to, refused?.status ?? 400, refused?.problem)
    return true
  }
  const device = { userAgent: incoming.headers["user-agent"], secure }
  redirect(response, 303, to, await sessions.signIn(principalOf(person), device))
  return true
}
