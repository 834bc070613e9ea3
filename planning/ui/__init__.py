"""The pages: the only place that knows Streamlit and folium.

A page is a function `page()` in a module of `planning.ui.pages`; the shell finds it by the table `shell.PAGES`, draws
the sidebar, and words what a page raises. A page does four things: read state, ask options, call the workspace, show
views.

    from planning.ui import form, show, state

    def page() -> None:
        t, workspace = state.translator(), state.workspace()
        options = form.ask(AccessOptions, key="access", t=t)
        result = workspace.access(options, state.scenario())
        show.answer(build.access_answer(result, t), t)
        show.map_view(build.access_map(result, workspace.city(state.scenario()), t), key="access", t=t)
        show.table(build.access_table(result, t), key="access", t=t)

`planning.present` makes the views out of results; it knows neither Streamlit nor folium, so that the report draws the
same.
"""
