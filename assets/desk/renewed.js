/** After a rise the session goes on under a new cookie, and this page's sockets speak for the old one until it is loaded anew. */
let outdated = false;

/** Note that the cookie changed: until the page is loaded anew, the end of its stream is not the end of the session. */
export const outdate = () => {
  outdated = true;
};

export const isOutdated = () => outdated;
