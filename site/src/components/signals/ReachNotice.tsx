import type { Reach } from "../../client/own-server.ts"

/** Says that TradingView's alerts can't come in, if so, and what makes that they can. */
export const ReachNotice = ({ reach }: { reach: Reach | null }) =>
  reach === null || reach.publicUrl !== undefined ? null : (
    <p className="warn" data-testid="out-of-reach">
      TradingView can’t reach this TradingTower{" "}
      {reach.network === "DEVELOPER" ? (
        "here, where Azure is played on this computer: an address made here works on this computer only."
      ) : (
        <>
          yet: it answers {reach.network === "THIS_COMPUTER" ? "on this computer only." : "in your own network only."}{" "}
          Put a reverse proxy or tunnel in front and start with <code className="nowrap">--public-url</code>;{" "}
          <code className="nowrap">docs/running.md</code> tells how, under “From elsewhere”.
        </>
      )}
    </p>
  )
