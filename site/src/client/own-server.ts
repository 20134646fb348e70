import { Problem } from "./problem.ts"
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

/** What our own server says of itself; `null` where another stands (Static Web Apps), which has no such path. */
const toldBy = async <A>(path: string): Promise<A | null> => {
  try {
    return (await (await send("GET", path)).json()) as A
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return null
    throw error
  }
}

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
  readonly network: "THIS_COMPUTER" | "NEIGHBOURS"
}

/** Where this server can be asked from; `null` where it stands on the internet anyway (Static Web Apps). */
export const reach = (): Promise<Reach | null> => toldBy<Reach>("reach")
