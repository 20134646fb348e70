import type { IncomingMessage, ServerResponse } from "node:http"
import { demoPrincipal } from "./principal.ts"
import { LOGIN_POLICY, loginPage } from "./login-page.ts"
import { problem } from "./problem.ts"
import { NOT_WRITTEN, type Session, type Sessions, signedOut } from "./sessions.ts"

const FORM_LIMIT = 4_096

/** A path on this site, whatever was asked for; the dashboard when it wasn't one. */
export const localTarget = (wanted: string | null): string => {
  if (wanted === null || wanted === "") return "/app/"
  try {
    const url = new URL(wanted, "http://here.invalid")
    if (url.origin !== "http://here.invalid" || url.pathname.startsWith("/.auth/")) return "/app/"
    return url.pathname.replace(/^\/{2,}/, "/") + url.search + url.hash
  } catch {
    return "/app/"
  }
}

const formOf = async (incoming: IncomingMessage): Promise<URLSearchParams> => {
  let text = ""
  for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
    text += String(chunk)
    if (text.length > FORM_LIMIT) break
  }
  return new URLSearchParams(text.slice(0, FORM_LIMIT))
}

const redirect = (response: ServerResponse, status: 302 | 303, location: string, cookie?: string): void => {
  response.statusCode = status
  response.setHeader("location", location)
  if (cookie !== undefined) response.setHeader("set-cookie", cookie)
  response.end()
}

const page = (response: ServerResponse, status: number, html: string): void => {
  response.statusCode = status
  response.setHeader("content-type", "text/html; charset=utf-8")
  response.setHeader("content-security-policy", LOGIN_POLICY)
  response.end(html)
}

/** Ends the session, whose sockets end with it; the cookie alone would be a promise of the browser's. */
const signOut = async (sessions: Sessions, { id }: Session, response: ServerResponse, to: string): Promise<void> => {
  response.setHeader("set-cookie", signedOut)
  await sessions.end([id]).then(
    () => redirect(response, 302, to),
    () => problem(response, 503, "Signed out for now", NOT_WRITTEN)
  )
}

/**
 * Answers `/.auth/login/*`, `/.auth/logout` and `/.auth/me` as Static Web Apps does, with the demo tenants in place of
 * an identity provider. Only a form that is sent (POST, which the guard takes from our own pages alone) signs in: a
 * link never does, so that another site can't choose who its reader is here. Answers false for any other path.
 */
export const answerAuth = async (
  sessions: Sessions,
  incoming: IncomingMessage,
  response: ServerResponse,
  styles: () => Promise<ReadonlyArray<string>>
): Promise<boolean> => {
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
  if (incoming.method !== "POST") {
    page(response, 200, loginPage(localTarget(wanted), current, await styles()))
    return true
  }
  const form = await formOf(incoming)
  const principal = demoPrincipal(form.get("user") ?? "")
  if (principal === undefined)
    page(response, 400, loginPage(localTarget(form.get("redirect") ?? wanted), current, await styles()))
  else {
    const device = { userAgent: incoming.headers["user-agent"], secure: false }
    redirect(response, 303, localTarget(form.get("redirect") ?? wanted), await sessions.signIn(principal, device))
  }
  return true
}
