import type { Reach } from "../../client/own-server.ts"

/** Says that TradingView's alerts can't come in, if so, and what makes that they can. */
export const ReachNotice = ({ reach }: { reach: Reach | null }) =>
  reach === null || reach.publicUrl !== undefined ? null : (
    <p className="warn" data-testid="out-of-reach">
      TradingView can’t reach this TradingTower yet: it answers{" "}
      {reach.network === "THIS_COMPUTER" ? "on this computer only." : "in your own network only."} Put a reverse proxy
      or tunnel in front and start with <code className="nowrap">--public-url</code>; the README tells how, under “From
      elsewhere”.
    </p>
  )
