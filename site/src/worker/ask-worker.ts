import { whenIdle } from "../client/page-time.ts"
import type { Ask, Asks, Reply } from "./asks.ts"

/** The page is drawn before the worker, which is large, is started beside it: so long at the most, ms. */
const BEFORE = 500

interface Waiting {
  readonly resolve: (answer: unknown) => void
  readonly reject: (error: Error) => void
}

let worker: Worker | undefined
let asked = 0
const waiting = new Map<number, Waiting>()

const started = (): Worker => {
  if (worker !== undefined) return worker
  worker = new Worker(new URL("./domain.worker.ts", import.meta.url), { type: "module" })
  worker.onmessage = ({ data }: MessageEvent<Reply>) => {
    const one = waiting.get(data.id)
    waiting.delete(data.id)
    if ("failure" in data) one?.reject(new Error(data.failure))
    else one?.resolve(data.answer)
  }
  worker.onerror = () => {
    // It could not be loaded: nobody waits for ever, and the next question tries anew.
    for (const one of waiting.values()) one.reject(new Error("The page's own calculations can't be loaded. Reload it."))
    waiting.clear()
    worker?.terminate()
    worker = undefined
  }
  return worker
}

/** Asks the worker, a thread of the page's own in which the domain works. `transfer` hands buffers over without copying them. */
export const askWorker = <A extends Ask>(
  name: A,
  ask: Asks[A]["ask"],
  transfer: Array<Transferable> = []
): Promise<Asks[A]["answer"]> =>
  new Promise((resolve, reject) => {
    asked += 1
    // Answers carry the number of their question, whose name decides their type.
    waiting.set(asked, { resolve: resolve as Waiting["resolve"], reject })
    const question = { id: asked, name, ask }
    const send = () => started().postMessage(question, transfer)
    // After whatever else waits for the page to have nothing to do.
    if (worker === undefined) whenIdle(() => whenIdle(send, BEFORE), BEFORE)
    else send()
  })
