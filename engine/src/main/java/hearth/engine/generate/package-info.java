/** The generation loop of one sequence; entry class {@link hearth.engine.generate.Session}. It knows no architecture by name. */
package hearth.engine.generate;
