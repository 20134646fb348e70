/** Everything of the trader's in one file. */
export const Download = () => (
  <a className="button" href="/api/v1/me/export" download="tradingtower.json">
    Download everything
  </a>
)
