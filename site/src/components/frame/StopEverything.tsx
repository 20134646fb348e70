import { useStore } from "@nanostores/react"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { atom } from "nanostores"
import { useEffect, useRef } from "react"
import { me } from "../../client/queries.ts"
import { goesOut, standingWords } from "../../stop-everything/stop-wish.ts"
import {
  carryWishOf,
  stopEverything,
  stopTrouble,
  stopWish,
  withdrawStop
} from "../../stop-everything/stop-everything.ts"
import { toast } from "../../live/store.ts"
import { useNow } from "../parts/use-now.ts"

/** Whether the kill switch's dialog is open. */
export const killDialog = atom(false)

/** How "stop everything" stands while the server has not taken it: said until it has, or it is withdrawn. */
export const StopStanding = () => {
  const wish = useStore(stopWish)
  const trouble = useStore(stopTrouble)
  const now = useNow(5_000)
  if (wish === undefined) return null
  const { text, title } = standingWords(wish, trouble, now)
  const going = goesOut(wish, now)
  const withdraw = () => {
    withdrawStop()
    if (going)
      toast(
        wish.sent === true
          ? "Withdrawn: nothing more is sent. It may have been done already."
          : "Withdrawn: nothing was sent"
      )
  }
  return (
    <div className="notice" data-tone="down" data-testid="stop-standing" role="status">
      <span className="spread">
        <strong>{title}</strong> {text}
      </span>
      {!going && (
        <button type="button" className="button danger filled" data-testid="stop-again" onClick={stopEverything}>
          Stop everything now
        </button>
      )}
      <button type="button" className="button" data-testid="stop-withdraw" onClick={withdraw}>
        {going ? "Withdraw" : "Leave it"}
      </button>
    </div>
  )
}

/** On every page: carries the wish of whoever is signed in, and says how it stands. */
export const StopEverything = () => {
  const client = useQueryClient()
  const { data } = useQuery(me)
  const trader = data?.id
  const first = useRef(trader)
  useEffect(() => {
    // Somebody else signed in meanwhile: nothing on this page is theirs.
    if (first.current !== undefined && trader !== undefined && trader !== first.current) return location.reload()
    first.current = trader
    return trader === undefined ? undefined : carryWishOf(client, trader)
  }, [client, trader])
  // Open, the dialog says it: what is behind can't be pressed.
  const said = useStore(killDialog)
  return <div className="offline">{!said && <StopStanding />}</div>
}
