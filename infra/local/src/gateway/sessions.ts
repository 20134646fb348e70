import { createHash, randomBytes } from "node:crypto"
import { browserName } from "./browser-name.ts"
import type { Principal } from "./principal.ts"
import { type KeptSession, readSessionFile, writeSessionFile } from "./session-file.ts"

/** The cookie's name, as on Static Web Apps. */
export const SESSION_COOKIE = "StaticWebAppsAuthCookie"
const LIFETIME_SECONDS = 30 * 86_400
/** How many devices one person may be signed in on; the one longest unseen makes room. */
export const MOST_SESSIONS = 20
/** Being seen is written down this often, ms; what ends a session is written at once. */
const WRITE_SEEN_MS = 60_000

/** What is said when `end` rejects. */
export const NOT_WRITTEN =
  "It is ended, but that can't be written to the disk: a restart would bring it back. Make room on the disk and end it again."

/** One signed-in browser. Times in ms, UTC. */
export type Session = Omit<KeptSession, "hash">

/** Who is signed in, kept on the server: a cookie is a name for a session, and worth nothing once it is ended. */
export interface Sessions {
  /** Begins a session; answers with its `set-cookie`. */
  readonly signIn: (principal: Principal, device: Device) => Promise<string>
  /** The session of a `cookie` header, if it lives. */
  readonly read: (cookies: string | undefined) => Session | undefined
  readonly isLive: (id: string) => boolean
  /** A person's live sessions, last seen first. */
  readonly of: (userId: string) => ReadonlyArray<Session>
  /** Ends sessions at once; rejects when this can't be written down, so that a restart would bring them back. */
  readonly end: (ids: ReadonlyArray<string>) => Promise<void>
  /** Ends all of a person's, likewise; none is no error. */
  readonly endAll: (userId: string) => Promise<void>
  /** Ends those that no longer hold since the passphrase changed. */
  readonly endOutdated: () => void
  readonly close: () => Promise<void>
}

/** What signs in. */
export interface Device {
  readonly userAgent: string | undefined
  /** Whether its cookie may travel over https only. */
  readonly secure: boolean
}

export interface SessionsOptions {
  /** Where they are kept. */
  readonly file: string
  /** Hears of each session that ends before its time. */
  readonly ended: (id: string) => void
  readonly log: (message: string) => void
  /** The passphrase that holds, by its id: sessions begun under another are over. */
  readonly lock?: () => string | undefined
  /** Wall time, ms. */
  readonly now?: () => number
}

const hashOf = (secret: string): string => createHash("sha256").update(secret).digest("base64url")
const attributes = "Path=/; HttpOnly; SameSite=Strict"
/** The `set-cookie` that takes the cookie away. */
export const signedOut = `${SESSION_COOKIE}=; ${attributes}; Max-Age=0`

const secretIn = (cookies: string | undefined): string | undefined =>
  cookies
    ?.split(/; */)
    .find((one) => one.startsWith(`${SESSION_COOKIE}=`))
    ?.slice(SESSION_COOKIE.length + 1)

/** Opens the sessions kept in a file. */
export const openSessions = ({ ended, file, lock, log, now = Date.now }: SessionsOptions): Sessions => {
  const found = readSessionFile(file)
  if (found === undefined) log(`${file} can't be read: everybody has to sign in again.`)
  const byHash = new Map((found ?? []).map((session) => [session.hash, session]))
  const live = (session: KeptSession): boolean => session.expiresAt > now() && session.lock === lock?.()
  const all = (): Array<KeptSession> => [...byHash.values()].filter(live)

  let seenUnwritten = false
  let writing = Promise.resolve()
  const write = (): Promise<void> => {
    for (const session of byHash.values()) if (!live(session)) byHash.delete(session.hash)
    seenUnwritten = false
    const next = writing.catch(() => undefined).then(() => writeSessionFile(file, [...byHash.values()]))
    writing = next
    return next
  }
  const writeOrSay = (): Promise<void> =>
    write().catch((error: unknown) => log(`${file} can't be written: ${error instanceof Error ? error.message : ""}`))
  const timer = setInterval(() => {
    if (seenUnwritten) void writeOrSay()
  }, WRITE_SEEN_MS)
  timer.unref()

  const drop = (sessions: ReadonlyArray<KeptSession>): void => {
    for (const { hash, id } of sessions) if (byHash.delete(hash)) ended(id)
  }
  const of = (userId: string): Array<KeptSession> =>
    all()
      .filter(({ principal }) => principal.userId === userId)
      .toSorted((a, b) => b.lastSeen - a.lastSeen)

  const end = async (sessions: ReadonlyArray<KeptSession>): Promise<void> => {
    drop(sessions)
    await write()
  }

  return {
    signIn: async (principal, { secure, userAgent }) => {
      drop(of(principal.userId).slice(MOST_SESSIONS - 1))
      const secret = randomBytes(32).toString("base64url")
      const at = now()
      const under = lock?.()
      const session: KeptSession = {
        id: randomBytes(12).toString("base64url"),
        hash: hashOf(secret),
        principal,
        browser: browserName(userAgent),
        since: at,
        lastSeen: at,
        expiresAt: at + LIFETIME_SECONDS * 1_000,
        ...(under !== undefined && { lock: under })
      }
      byHash.set(session.hash, session)
      await writeOrSay()
      return `${SESSION_COOKIE}=${secret}; ${attributes}; Max-Age=${LIFETIME_SECONDS}${secure ? "; Secure" : ""}`
    },
    read: (cookies) => {
      const secret = secretIn(cookies)
      if (secret === undefined) return undefined
      const session = byHash.get(hashOf(secret))
      if (session === undefined || !live(session)) return undefined
      const seen = { ...session, lastSeen: now() }
      byHash.set(session.hash, seen)
      seenUnwritten = true
      return seen
    },
    isLive: (id) => all().some((session) => session.id === id),
    of,
    end: (ids) => end(all().filter(({ id }) => ids.includes(id))),
    endAll: (userId) => end(of(userId)),
    endOutdated: () => {
      drop([...byHash.values()].filter((session) => !live(session)))
      void writeOrSay()
    },
    close: async () => {
      clearInterval(timer)
      if (seenUnwritten) await writeOrSay()
      await writing.catch(() => undefined)
    }
  }
}
