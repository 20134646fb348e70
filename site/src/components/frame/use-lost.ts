import { useStore } from "@nanostores/react"
import { useQueryClient } from "@tanstack/react-query"
import { lastContact } from "../../client/last-known.ts"
import { reached } from "../../client/request.ts"
import { liveness } from "../../live/store.ts"
import { useNow } from "../parts/use-now.ts"

/** Something is asked for every 15 s: so long (ms) without any word means that nothing gets through. */
const SILENT = 45_000

/**
 * Whether the connection is lost, and when the server was last heard, ms: what is shown is the last known state. `every`:
 * how often it looks, ms.
 */
export const useLost = (
  every = 5_000
): { readonly lost: boolean; readonly heard: number | undefined; readonly now: number } => {
  const state = useStore(liveness)
  const answered = useStore(reached)
  const now = useNow(every)
  const heard = lastContact(useQueryClient())
  // A connection that just goes quiet closes no socket and fails no request for minutes.
  const silent = heard !== undefined && now - heard > SILENT
  return { lost: state === "LOST" || !answered || silent, heard, now }
}
