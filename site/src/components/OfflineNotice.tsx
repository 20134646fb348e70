import { useStore } from "@nanostores/react"
import { useQueryClient } from "@tanstack/react-query"
import { useEffect } from "react"
import { lastContact } from "../client/keep.ts"
import { ago } from "../format/time.ts"
import { liveness } from "../live/store.ts"
import { useNow } from "./use-now.ts"

/** Says that what is shown is the last known state, while there is no connection. */
export const OfflineNotice = ({ keptAt }: { keptAt: number | undefined }) => {
  const state = useStore(liveness)
  const client = useQueryClient()
  const now = useNow(5_000)
  useEffect(() => {
    if (state === "LIVE" && keptAt !== undefined) void client.invalidateQueries()
  }, [state, keptAt, client])
  if (state !== "LOST") return null
  const heard = lastContact(client)
  return (
    <div className="offline">
      <div className="notice" data-tone="warn" role="status">
        <strong>No connection.</strong>
        <span className="spread">
          What you see is the last known state{heard !== undefined && `, from ${ago(heard, now)}`}. Your bots go on
          where they run; this page comes back by itself.
        </span>
      </div>
    </div>
  )
}
