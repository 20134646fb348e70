import type { Reach } from "../client/local.ts"

/** Says that TradingView can't reach a webhook address, if so, and what makes that it can. */
export const OutOfReach = ({ reach }: { reach: Reach | null }) =>
  reach === null || reach.publicUrl !== undefined ? null : (
    <p className="warn" data-testid="out-of-reach">
      TradingView can’t reach this address yet:{" "}
      {reach.network === "THIS_COMPUTER"
        ? "this TradingTower answers on this computer only."
        : "this TradingTower answers in your own network only."}{" "}
      Put a reverse proxy or tunnel in front and start with <code>--public-url</code>; the README tells how, under “From
      elsewhere”.
    </p>
  )
