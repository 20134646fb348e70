import { atom } from "nanostores"
import { pause } from "./page-time.ts"
import { Problem, problemOf } from "./problem.ts"

/** The longest a limit of ours is waited for at a time, s, and how often for one request. */
const LONGEST = 120
const TIMES = 5

/** Until when (ms, the page's clock) the server asked this page to wait; 0 while it did not. */
export const waitingUntil = atom(0)

/** Whether the last request was answered at all. */
export const reached = atom(true)

/** Seconds a refusal for too many requests asks to wait; `undefined` when it names none that will be waited for. */
const asksToWait = ({ headers, status }: Response): number | undefined => {
  const text = headers.get("retry-after")?.trim() ?? ""
  const seconds = /^\d{1,6}$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1_000
  return status === 429 && seconds <= LONGEST ? Math.max(1, Math.ceil(seconds)) : undefined
}

const waitOut = (seconds: number, signal: AbortSignal | null | undefined): Promise<void> => {
  const until = Date.now() + seconds * 1_000
  waitingUntil.set(Math.max(waitingUntil.get(), until))
  return new Promise((resume, reject) => {
    const timer = setTimeout(resume, seconds * 1_000)
    signal?.addEventListener("abort", () => {
      clearTimeout(timer)
      reject(signal.reason as Error)
    })
  })
}

/**
 * Every request of the pages goes out here. A limit of ours is waited for, as long as it says, and told
 * ({@link waitingUntil}): it took nothing, so that any request may go out again. Fails with a {@link Problem}; `unreached`
 * is its sentence when no answer came at all.
 */
export const request = async (address: string, init: RequestInit, unreached: string): Promise<Response> => {
  // A page asks for much at once: each in a task of its own, so that it never works for long in one go.
  if (init.method === undefined || init.method === "GET") await pause()
  for (let waited = 0; ; waited++) {
    const response = await fetch(address, init).catch((error: unknown) => {
      if (init.signal?.aborted) throw error
      reached.set(false)
      throw new Problem(0, unreached)
    })
    reached.set(true)
    if (response.ok) return response
    const seconds = waited < TIMES ? asksToWait(response) : undefined
    const problem = await problemOf(response)
    if (seconds === undefined || !problem.retryable) throw problem
    await waitOut(seconds, init.signal)
  }
}
