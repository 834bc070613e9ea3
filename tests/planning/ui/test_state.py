"""Choices of a session."""

from streamlit.testing.v1 import AppTest

from planning.ui import state


def script() -> None:
    import streamlit as st

    from planning.ui import state

    state.apply_choices()
    state.from_address("mode", ["walk", "car"])
    mode = st.selectbox("mode", ["walk", "car"], key="mode")
    state.to_address("mode", mode, "walk")
    if st.button("car"):
        state.choose("mode", "car")
        st.rerun()
    st.text(f"{mode} {state.session_name()}")


def test_the_address_opens_the_same_view():
    page = AppTest.from_function(script)
    page.query_params["mode"] = "car"
    assert page.run().selectbox[0].value == "car"


def test_an_address_that_makes_no_sense_is_left_alone():
    page = AppTest.from_function(script)
    page.query_params["mode"] = "<script>"
    page.run()
    assert page.selectbox[0].value == "walk"
    assert not page.exception


def test_a_choice_made_for_the_user_reaches_widget_and_address():
    page = AppTest.from_function(script).run()
    page.button[0].click().run()
    assert page.selectbox[0].value == "car"
    assert page.query_params["mode"] == "car"
    page.selectbox[0].set_value("walk").run()
    assert "mode" not in page.query_params


def shared_script() -> None:
    import streamlit as st

    from planning.ui import shell, state

    state.apply_choices()
    shell.choice("scenario", "scenario", ["", "a", "b"], str)
    st.button("a", on_click=lambda: state.choose("scenario", "a"))
    st.button("other")
    st.text(state.get("scenario"))


def test_what_widgets_showed_before_does_not_undo_what_the_program_chose():
    """A click in the middle of a run brings along every widget as it was: here the box still says "b"."""
    page = AppTest.from_function(shared_script).run()
    page.selectbox[0].set_value("b").run()
    as_it_was = page.selectbox[0]._widget_state
    page.button[0].click().run()
    assert page.text[0].value == "a"
    page.button[1].click()
    late = page._tree.get_widget_states()
    for seen in [seen for seen in late.widgets if seen.HasField("string_value")]:
        late.widgets.remove(seen)
    late.widgets.append(as_it_was)
    page._run(late)
    assert (page.text[0].value, page.selectbox[0].value) == ("a", "a")
    assert page.query_params["scenario"] == "a"
    page.selectbox[0].set_value("").run()
    assert page.text[0].value == ""
    assert "scenario" not in page.query_params


def test_sessions_have_names_of_their_own():
    names = {AppTest.from_function(script).run().text[0].value.split()[1] for _ in range(2)}
    assert len(names) == 2


def test_a_warehouse_is_never_named_by_its_path():
    assert "/" not in state.area_id("/kho/của/tôi")
    assert state.area_id("/a") != state.area_id("/b")
