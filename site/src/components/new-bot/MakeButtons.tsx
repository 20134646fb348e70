/** What can be done with a new bot: start it, keep it for later, try it on the past. */
export const MakeButtons = ({
  title,
  making,
  ready,
  cantStart,
  rehearsedFirst,
  save,
  backtest
}: {
  /** On the button that starts it, which submits the form. */
  title: string
  making: boolean
  ready: boolean
  cantStart: boolean
  /** It is to trade real money. */
  rehearsedFirst: boolean
  save: () => void
  /** Absent while nothing can be tried. */
  backtest: (() => void) | undefined
}) => (
  <>
    {rehearsedFirst && (
      <p className="soft" data-testid="rehearsed-first">
        With real money it is rehearsed before it starts: save it, rehearse it on its page, and start it there.
      </p>
    )}
    <div className="row">
      {!rehearsedFirst && (
        <button type="submit" className="button primary large" data-testid="create-bot" disabled={!ready || cantStart}>
          {making ? "Starting …" : title}
        </button>
      )}
      <button
        type="button"
        className={`button large ${rehearsedFirst ? "primary" : ""}`.trim()}
        data-testid="save-bot"
        disabled={!ready}
        onClick={save}
      >
        Save without starting
      </button>
      <button type="button" className="button large" disabled={backtest === undefined} onClick={backtest}>
        Backtest it
      </button>
    </div>
  </>
)
