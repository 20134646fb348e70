import { useQuery } from "@tanstack/react-query"
import { carryTo, type Carried } from "../../client/carried-settings.ts"
import { exchanges } from "../../client/queries.ts"

/** Takes settings to a new bot; says so where the pair they were tried on can't be traded here. */
export const UseSettings = ({
  carried,
  what,
  testid,
  primary = false
}: {
  carried: Carried
  /** `these settings` */
  what: string
  testid: string
  primary?: boolean
}) => {
  const { data } = useQuery(exchanges)
  const traded = data?.some(({ markets }) => markets.some(({ symbol }) => symbol === carried.symbol)) ?? true
  return (
    <button
      type="button"
      className={primary && traded ? "button primary" : "button"}
      data-testid={testid}
      title={traded ? undefined : `${carried.symbol} is not traded here: a bot would have to trade another pair.`}
      onClick={() => carryTo("/app/bots/new/", carried)}
    >
      Use {what}
      {!traded && " on another pair"}
    </button>
  )
}
