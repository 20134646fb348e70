import { request } from "./request.ts"

/** A browser that is signed in as the asker. Times in ms, UTC. */
export interface SignedInDevice {
  readonly id: string
  readonly browser: string
  readonly since: number
  readonly lastSeen: number
  /** Whether it is the asking one. */
  readonly current: boolean
}

const send = (method: "GET" | "DELETE", path: string): Promise<Response> =>
  request(
    `/.local/${path}`,
    { method, headers: { accept: "application/json" } },
    "No connection to the server. Try again when it is back."
  )

/** What our own server says of itself; `null` where another stands (Static Web Apps), which is not asked. */
const toldBy = async <A>(path: string): Promise<A | null> =>
  import.meta.env.OWN_SERVER ? ((await (await send("GET", path)).json()) as A) : null

/** The devices signed in as the asker; `null` where somebody else's sign-in stands (Static Web Apps), which tells of none. */
export const signedInDevices = async (): Promise<ReadonlyArray<SignedInDevice> | null> =>
  (await toldBy<{ readonly sessions: ReadonlyArray<SignedInDevice> }>("sessions"))?.sessions ?? null

/** Ends a device's sign-in, or all but the asking one's. */
export const endSignIn = async (which: { readonly id: string } | "OTHERS"): Promise<void> => {
  await send("DELETE", which === "OTHERS" ? "sessions" : `sessions/${encodeURIComponent(which.id)}`)
}

/** Where this server can be asked from, as far as it was told. */
export interface Reach {
  /** Where a proxy or tunnel serves it: `https://tower.example`. */
  readonly publicUrl?: string
  /** `DEVELOPER`: Static Web Apps are only played on this computer. */
  readonly network: "THIS_COMPUTER" | "NEIGHBOURS" | "DEVELOPER"
}

const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

/** Where this server can be asked from; `null` where it stands on the internet anyway (Static Web Apps). */
export const reach = async (): Promise<Reach | null> =>
  (await toldBy<Reach>("reach")) ??
  (!import.meta.env.OWN_SERVER && LOOPBACK.test(location.hostname) ? { network: "DEVELOPER" } : null)
