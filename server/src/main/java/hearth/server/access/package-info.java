/**
 * Who may call: names the server answers to, pages of other sites, tokens. Entry class {@link hearth.server.access.AccessRules}. Pure: header
 * values in, decisions out.
 */
package hearth.server.access;
