"""The script of the pages, in a folder of its own: Streamlit would list a folder `pages` beside it by itself."""
